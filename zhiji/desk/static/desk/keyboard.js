// The keyboard (/ p ? Esc, g h, g c), dialogs, menus, and the sign of a long wait. Everything works without this file but the keys.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const go = (key) => $(`.side a[data-key="${key}"]`)?.click();
  let prefix = "";

  // The browser follows [autofocus] with its first picture only: on a busy machine what is typed before that would be lost, or taken for keys.
  const first = $("[autofocus]");
  if ([document.body, first].includes(document.activeElement)) first?.focus();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      const open = [...document.querySelectorAll("details.menu[open], details.more[open]")];
      open.forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      if (!open.length && typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target) || $("dialog[open]")) return;
    if (prefix === "g") {
      prefix = "";
      if (event.key === "h") go("g h");
      if (event.key === "c") go("g c");
      return;
    }
    if (event.key === "/" && $("#search")) { event.preventDefault(); $("#search").focus(); $("#search").select(); }
    if (event.key === "p" && $("#purpose")) {
      event.preventDefault();
      $("#purpose").open = true;
      ($("#purpose input:checked") || $("#purpose input[type=radio]")).focus();
    }
    if (event.key === "?" && $("#keys")) $("#keys").showModal();
    if (event.key === "g") { prefix = "g"; setTimeout(() => { prefix = ""; }, 1500); }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) (closer.closest("dialog") ? closer.closest("dialog").close() : closer.closest(".message").remove());
    const printer = event.target.closest("[data-prints]");
    if (printer) window.print();
    document.querySelectorAll("details.menu[open], details.more[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // A form or link that takes longer than 300 ms shows the bar (the delay stands in layout.css).
  const waiting = () => $("#waiting");
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) waiting()?.classList.add("on"); });
  window.addEventListener("beforeunload", () => waiting()?.classList.add("on"));
  window.addEventListener("pageshow", () => waiting()?.classList.remove("on"));
  document.addEventListener("htmx:beforeRequest", () => waiting()?.classList.add("on"));
  document.addEventListener("htmx:afterRequest", () => waiting()?.classList.remove("on"));

  // Whatever the server says about a failed fragment is shown, never swallowed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([400, 403, 404, 409, 422, 429].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const token = $("[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
})();
