// Settings that were typed and not saved are not left without a question; on a phone the part that is open is in view.
(() => {
  "use strict";
  document
    .querySelector(".settings-parts [aria-current]")
    ?.scrollIntoView({ block: "nearest", inline: "center" });
  let typed = false;
  const isSettings = (element) => element instanceof Element && element.closest(".settings-form") !== null;
  document.addEventListener("input", (event) => {
    typed ||= isSettings(event.target);
  });
  document.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
})();
