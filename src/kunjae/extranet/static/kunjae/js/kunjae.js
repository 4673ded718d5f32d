// The only script of our own: when a request fails on the way, say so instead of staying silent.
(() => {
  const trouble = (shown) => {
    const notice = document.getElementById("trouble");
    if (notice) notice.hidden = !shown;
  };
  document.addEventListener("htmx:sendError", () => trouble(true));
  document.addEventListener("htmx:timeout", () => trouble(true));
  document.addEventListener("htmx:responseError", () => trouble(true));
  document.addEventListener("htmx:afterSwap", () => trouble(false));
})();
