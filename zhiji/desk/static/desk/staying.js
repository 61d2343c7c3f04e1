// A form that stood open for long is sent only while its colleague is still signed in: nothing typed is lost to an ended session.
"use strict";
(() => {
  const opened = Date.now();
  const box = document.getElementById("staying");
  if (!box) return;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || form.closest("dialog") || !form.closest("main") || form.dataset.sure || Date.now() - opened < Number(box.dataset.after) * 1000) return;
    event.preventDefault();
    const pressed = event.submitter;
    let answer = null;
    try {
      const response = await fetch(box.dataset.ask, { headers: { Accept: "application/json" }, redirect: "error" });
      answer = response.ok ? await response.json() : null;
    } catch { answer = null; }
    if (!answer || String(answer.staff) !== box.dataset.staff) { box.showModal(); return; }
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = answer.token;
    form.dataset.sure = "1";
    form.requestSubmit(pressed);
    delete form.dataset.sure;
  });
})();
