// Grouped ticks: all of a group at once, find a field, count, and what a purpose usually needs. The form works without this file.
"use strict";
(() => {
  const plain = (text) => text.toLocaleLowerCase().replace(/\s+/g, "");

  document.querySelectorAll("[data-ticks]").forEach((field) => {
    const groups = [...field.querySelectorAll(".ticks-group")].map((box) => ({
      box,
      whole: box.querySelector("[data-whole]"),
      tally: box.querySelector("[data-tally]"),
      ticks: [...box.querySelectorAll(".ticks-grid input")],
    }));
    const count = field.querySelector("[data-count]");
    const find = field.querySelector("[data-find]");
    const purpose = field.form?.querySelector("select[name=wanted]");
    const usual = JSON.parse(field.querySelector("#ticks-usual")?.textContent || "{}");
    let touched = false; // what was ticked by hand is never changed by another purpose

    const tally = () => {
      let all = 0;
      for (const { whole, tally: said, ticks } of groups) {
        const chosen = ticks.filter((tick) => tick.checked).length;
        all += chosen;
        whole.checked = chosen === ticks.length;
        whole.indeterminate = chosen > 0 && chosen < ticks.length;
        said.textContent = `${chosen} / ${ticks.length}`;
      }
      count.textContent = `${count.dataset.words} ${all}`;
    };

    const suggest = () => {
      if (touched || !purpose) return;
      const codes = new Set(usual[purpose.value] || []);
      for (const { box, ticks } of groups) {
        ticks.forEach((tick) => { tick.checked = codes.has(tick.value); });
        box.open = ticks.some((tick) => tick.checked);
      }
      tally();
    };

    const seek = () => {
      const sought = plain(find.value);
      let shown = 0;
      for (const { box, ticks } of groups) {
        const found = ticks.filter((tick) => {
          const fits = !sought || plain(tick.closest("label").textContent).includes(sought);
          tick.closest("label").hidden = !fits;
          return fits;
        });
        shown += found.length;
        box.hidden = !found.length;
        box.open = sought ? found.length > 0 : ticks.some((tick) => tick.checked);
        box.querySelector(".whole").hidden = Boolean(sought);
      }
      field.querySelector("[data-none]").hidden = shown > 0;
    };

    field.addEventListener("change", (event) => {
      if (event.target.type !== "checkbox") return;
      touched = true;
      const group = groups.find(({ whole }) => whole === event.target);
      if (group) group.ticks.forEach((tick) => { tick.checked = group.whole.checked; });
      tally();
    });
    find.addEventListener("input", seek);
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    purpose?.addEventListener("change", suggest);
    // A group is sent by its own ticks; its first box only says whether they are all on.
    field.form?.addEventListener("submit", () => groups.forEach(({ whole }) => { whole.disabled = true; }));
    window.addEventListener("pageshow", () => groups.forEach(({ whole }) => { whole.disabled = false; }));
    field.querySelector(".ticks-find").hidden = false;
    touched = Boolean(document.querySelector("#problems"));
    tally();
  });
})();
