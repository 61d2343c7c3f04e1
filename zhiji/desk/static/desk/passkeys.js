// Says why a passkey could not be used or made; allauth's script only tells the console.
"use strict";
(() => {
  document.addEventListener("allauth.error", (event) => {
    const box = document.getElementById("passkey_problem");
    if (!box) return;
    event.preventDefault();
    const kind = event.detail && event.detail.exception && event.detail.exception.name;
    for (const line of box.children) line.hidden = line.dataset.kind !== kind;
    if (![...box.children].some((line) => !line.hidden)) box.lastElementChild.hidden = false;
    box.className = "problem"; // only now: nothing is wrong before
    box.hidden = false;
  });
})();
