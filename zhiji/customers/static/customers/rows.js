// Rows of a field with many values: add and take out. Ctrl+Enter sends the form. Without this file one row of each stands.
"use strict";
(() => {
  const next = (rows) => {
    const places = [...rows.querySelectorAll("[name]")].map((one) => one.name.split(".")).map((steps) => Number(steps[2]));
    return Math.max(-1, ...places.filter((place) => Number.isInteger(place))) + 1;
  };
  const show = (group) => {
    const rows = group.querySelectorAll(":scope > .rows > [data-row]");
    group.querySelector("[data-adds]").hidden = false;
    rows.forEach((row) => { row.querySelector("[data-removes]").hidden = false; });
  };
  document.querySelectorAll("[data-rows]").forEach(show);

  document.addEventListener("click", (event) => {
    const adds = event.target.closest("[data-adds]");
    if (adds) {
      const group = adds.closest("[data-rows]");
      const rows = group.querySelector(".rows");
      const made = document.createElement("template");
      made.innerHTML = group.querySelector("template").innerHTML.replaceAll(".__", `.${next(rows)}`);
      rows.append(made.content);
      show(group);
      if (window.htmx) window.htmx.process(rows.lastElementChild);
      rows.lastElementChild.querySelector("input, select, textarea").focus();
    }
    const removes = event.target.closest("[data-removes]");
    if (removes) {
      const row = removes.closest("[data-row]");
      const group = row.closest("[data-rows]");
      if (row.parentElement.children.length > 1) row.remove();
      else row.querySelectorAll("input, select, textarea").forEach((one) => { if (one.type === "checkbox") one.checked = false; else one.value = ""; });
      group.querySelector("[data-adds]").focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
  });
  document.getElementById("problems")?.focus();
  // What was typed before htmx listened changes no more, and would never be asked.
  document.addEventListener("DOMContentLoaded", () => {
    const typed = [...document.querySelectorAll("[hx-trigger~='typed']")].filter((one) => one.value !== one.defaultValue);
    if (window.htmx) typed.slice(0, 1).forEach((one) => window.htmx.trigger(one, "typed"));
  });
})();
