// What is typed beside the shelf stays in this tab until the house has kept it: no net in the cellar loses no note.
"use strict";
(() => {
  const form = document.querySelector("form[data-check]");
  const kept = document.querySelector("[data-kept]");
  if (kept) sessionStorage.removeItem(kept.dataset.kept);
  if (!form) return;
  const name = form.dataset.check;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  try {
    const before = JSON.parse(sessionStorage.getItem(name) || "{}");
    for (const field of fields) if (!field.value && before[field.name]) field.value = before[field.name];
  } catch { sessionStorage.removeItem(name); }
  form.addEventListener("input", () => {
    sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    document.getElementById("offline").hidden = false;
  });
})();
