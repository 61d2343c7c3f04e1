// Above a long list of colleagues: what is typed leaves only who it fits. Without this file the list is chosen from as it is.
"use strict";
(() => {
  const plain = (text) => text.toLocaleLowerCase().replace(/[\s·'’-]+/g, "");

  document.querySelectorAll("[data-seek]").forEach((box) => {
    const list = document.getElementById(box.dataset.seek);
    const find = box.querySelector("input");
    const said = box.querySelector("output");
    const all = [...list.options].map((option) => ({
      option,
      words: `${option.textContent} ${option.dataset.sought || ""}`.split(/\s+/).map(plain),
      whole: plain(`${option.textContent}${option.dataset.sought || ""}`),
    }));

    const seek = () => {
      const chosen = list.value;
      const parts = find.value.split(/\s+/).map(plain).filter(Boolean);
      const together = parts.join("");
      const fits = ({ option, words, whole }) => !option.value
        || whole.includes(together) || parts.every((part) => words.some((word) => word.includes(part)));
      const left = parts.length ? all.filter(fits) : all;
      const found = left.filter(({ option }) => option.value);
      list.replaceChildren(...left.map(({ option }) => option));
      if (parts.length && found.length === 1) list.value = found[0].option.value;
      else list.value = left.some(({ option }) => option.value === chosen) ? chosen : "";
      if (list.value !== chosen) list.dispatchEvent(new Event("change", { bubbles: true }));
      said.textContent = parts.length ? `${said.dataset.words} ${found.length}` : "";
    };

    find.addEventListener("input", seek);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault(); // Enter sends no half-filled form; both lead on to the list
      list.focus();
    });
    box.hidden = false;
  });
})();
