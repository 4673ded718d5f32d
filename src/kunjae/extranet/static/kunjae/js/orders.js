// The list of orders: ticks stay when new orders appear, all of a page are ticked at once, and how many is said. Copying
// what is to be typed into the PMS.
(() => {
  const ticks = () => [...document.querySelectorAll('#orders input[name="order"]')];
  let kept = new Set();

  const tell = () => {
    const all = document.getElementById("tick-all");
    if (!all) return;
    const ticked = ticks().filter((tick) => tick.checked).length;
    all.closest("label").hidden = false;
    all.checked = ticked > 0 && ticked === ticks().length;
    all.indeterminate = ticked > 0 && !all.checked;
    const said = document.getElementById("ticked");
    said.textContent = `${said.dataset.words} ${ticked}`;
  };

  document.addEventListener("change", (event) => {
    if (event.target.id === "tick-all") ticks().forEach((tick) => (tick.checked = event.target.checked));
    if (event.target.closest("#orders")) tell();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "results" || event.detail.xhr.status === 204) return;
    if (!event.detail.xhr.responseText.includes('id="results"')) {
      event.detail.shouldSwap = false; // signed out meanwhile: the page itself leads to the door
      location.reload();
      return;
    }
    kept = new Set(ticks().filter((tick) => tick.checked).map((tick) => tick.value));
  });
  document.addEventListener("htmx:afterSwap", () => {
    ticks().forEach((tick) => (tick.checked ||= kept.has(tick.value)));
    tell();
  });
  tell();

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const box = document.createElement("textarea"); // without TLS a browser has no other clipboard
      box.value = button.dataset.copy;
      button.after(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    button.querySelector("span").textContent = button.dataset.copied;
  });
  document.querySelectorAll("button[data-copy]").forEach((button) => (button.hidden = false));
})();
