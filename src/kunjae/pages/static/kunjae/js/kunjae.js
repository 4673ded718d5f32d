// The only script of our own: when a request fails on the way, say so instead of staying silent; and an answer that
// only looked at a form never overwrites what was typed since it was asked, nor the button that is being pressed.
(() => {
  const trouble = (shown) => {
    const notice = document.getElementById("trouble");
    if (notice) notice.hidden = !shown;
  };
  document.addEventListener("htmx:sendError", () => trouble(true));
  document.addEventListener("htmx:timeout", () => trouble(true));
  document.addEventListener("htmx:responseError", () => trouble(true));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig.parameters;
    const form = document.getElementById("change");
    if (!form || asked.do !== "look") return;
    const typed = [...new FormData(form)].some(([name, value]) => name !== "do" && String(asked[name] ?? "") !== value);
    if (typed || document.querySelector("#change button:active")) event.detail.shouldSwap = false; // the next change or press asks again
  });
  document.addEventListener("htmx:afterSwap", () => trouble(false));
})();
