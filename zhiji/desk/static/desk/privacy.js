// The privacy screen (Art. 26.2, not in public places): a button covers what is on the page; leaving the page covers it by itself.
// On a touched screen it is also covered when the window loses its place and, where the device tells, when it is laid down
// face up or face down after use. Kept on this device alone: no server knows. Uncovered by a tap or a key.
"use strict";
(() => {
  const root = document.documentElement;
  const button = document.getElementById("privacy");
  const cover = document.getElementById("privacy-cover");
  const automatic = document.getElementById("privacy-automatic");
  const pages = document.querySelectorAll(".frame, .thumb");
  if (!button || !cover || !pages.length) return;
  const KEY = "zhiji-privacy";
  const touched = matchMedia("(pointer: coarse)").matches;
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (value) => { try { localStorage.setItem(KEY, value); } catch { /* this device keeps nothing */ } };
  const isAutomatic = () => (kept() || (touched ? "on" : "off")) === "on";
  let before = null;
  const put = (covered) => {
    if (covered === root.hasAttribute("data-covered")) return;
    root.toggleAttribute("data-covered", covered);
    for (const page of pages) page.inert = covered;
    cover.hidden = !covered;
    button.setAttribute("aria-pressed", String(covered));
    if (covered) { before = document.activeElement; cover.focus({ preventScroll: true }); }
    else if (before && before.focus) before.focus({ preventScroll: true });
  };
  const leave = () => { if (isAutomatic()) put(true); };
  button.addEventListener("click", () => { button.closest("details")?.removeAttribute("open"); put(true); });
  cover.addEventListener("click", () => put(false));
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("pagehide", leave);
  if (touched) addEventListener("blur", leave);
  let upright = false;
  addEventListener("deviceorientation", (event) => {
    if (!touched || event.beta === null) return;
    const tilt = Math.abs(event.beta);
    if (tilt > 35 && tilt < 145) upright = true;
    else if (upright && (tilt < 8 || tilt > 172)) { upright = false; leave(); }
  });
  if (automatic) {
    automatic.checked = isAutomatic();
    automatic.addEventListener("change", () => keep(automatic.checked ? "on" : "off"));
  }
  if (document.hidden) leave();
})();
