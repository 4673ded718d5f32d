// The search box of every page: "/" goes there, arrows move through what was found, Escape closes it. Which bookings were
// open last is remembered in this browser alone, by their codes.
(() => {
  const form = document.getElementById("find");
  if (!form) return;
  const box = form.querySelector("#find-q");
  const found = form.querySelector("#found");
  const recent = form.querySelector("#find-recent");
  const shelf = `kunjae.recent.${form.dataset.property}`;
  const MOST = 6;

  const remembered = () => {
    try {
      const codes = JSON.parse(localStorage.getItem(shelf) ?? "[]");
      return Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
    } catch {
      return []; // nothing may be kept here, or it is not ours
    }
  };

  const open = location.pathname.match(/\/bookings\/(KJ[A-Z0-9]+)\//)?.[1];
  if (open) {
    try {
      localStorage.setItem(shelf, JSON.stringify([open, ...remembered().filter((code) => code !== open)].slice(0, MOST)));
    } catch {
      // a browser that keeps nothing: then there is nothing to offer
    }
  }

  const show = (shown) => {
    found.hidden = !shown;
    box.setAttribute("aria-expanded", String(shown));
  };
  const ask = () => {
    recent.disabled = false;
    recent.value = remembered().join(",");
  };
  box.addEventListener("focus", ask, true);
  ask();
  found.addEventListener("htmx:afterSwap", () => show(form.contains(document.activeElement)));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) show(false);
  });
  form.addEventListener("submit", () => {
    recent.disabled = true; // a page of its own needs no codes in its address
  });
  form.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      if (found.hidden) box.blur();
      show(false);
      if (at >= 0) box.focus();
      event.preventDefault();
    } else if (event.key === "ArrowDown" && links.length) {
      links[Math.min(at + 1, links.length - 1)].focus();
      event.preventDefault();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at ? links[at - 1] : box).focus();
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
