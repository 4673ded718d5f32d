// The card beside a bar of the booking calendar: by the mouse that rests on it, by the focus that comes to it, by a tap.
(() => {
  const frame = document.getElementById("calendar");
  const table = frame?.querySelector("table");
  if (!table) return;
  const card = document.getElementById("calendar-card");
  const STAY = "td > a:not(.block, .hold, .kept)";
  const cards = new Map();
  let wanted = null;
  let waiting = 0;

  function hide() {
    clearTimeout(waiting);
    wanted = null;
    card.hidden = true;
  }

  function hideSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(hide, 200);
  }

  function showSoon(link) {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(link), 300);
  }

  async function show(link) {
    wanted = link;
    const booking = link.getAttribute("href").split("/").at(-2);
    const address = `stays/${booking}/${link.dataset.s || 1}/`;
    if (!cards.has(address)) cards.set(address, await fetched(address));
    const text = cards.get(address);
    if (text === null) cards.delete(address);
    if (wanted !== link || text === null) return;
    card.innerHTML = text;
    card.hidden = false;
    place(link.getBoundingClientRect());
  }

  function place(bar) {
    const size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(bar.left, innerWidth - size.width - 16));
    const below = bar.bottom + 4;
    card.style.left = `${left}px`;
    card.style.top = `${below + size.height < innerHeight ? below : Math.max(8, bar.top - size.height - 4)}px`;
  }

  async function fetched(address) {
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  table.addEventListener("pointerover", (event) => {
    const link = event.target.closest(STAY);
    if (link && event.pointerType !== "touch" && !event.buttons) showSoon(link);
  });
  table.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && !card.contains(event.relatedTarget)) hideSoon();
  });
  card.addEventListener("pointerenter", () => clearTimeout(waiting));
  card.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && hideSoon());

  table.addEventListener("focusin", (event) => {
    if (event.target.matches(`${STAY}:focus-visible`)) showSoon(event.target);
  });
  table.addEventListener("focusout", (event) => !card.contains(event.relatedTarget) && hideSoon());
  table.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key.startsWith("Arrow")) hide();
  });

  // A first tap tells, the card leads on.
  table.addEventListener("click", (event) => {
    const link = event.target.closest(STAY);
    if (!link || event.pointerType !== "touch") return;
    event.preventDefault();
    show(link);
  });

  frame.addEventListener("scroll", hide, { passive: true });
  addEventListener("pointerdown", (event) => {
    if (!card.contains(event.target)) hide();
  });
})();
