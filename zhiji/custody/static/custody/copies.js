// Puts a text that is shown once on the clipboard; without this file it is copied by hand.
"use strict";
(() => {
  document.querySelectorAll("[data-copies]").forEach((button) => {
    const text = document.getElementById(button.dataset.copies);
    const said = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = false;
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        done = true;
      } catch {
        getSelection().selectAllChildren(text); // no clipboard without https: what is chosen can be copied by keyboard
        done = document.execCommand("copy");
      }
      if (said) said.hidden = !done;
    });
  });
})();
