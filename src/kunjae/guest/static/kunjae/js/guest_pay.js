// Nicer with it, whole without it: the seconds that are left, copying what goes into a bank's form, a slip that is too
// large before it is sent, news on coming back, and the word that somebody has seen a payment request.
(() => {
  // The page's clock is the server's: a phone whose own is wrong counts the same seconds.
  const ticking = new WeakSet();
  const count = (box) => {
    if (ticking.has(box)) return;
    ticking.add(box);
    const clock = box.querySelector(".countdown__clock");
    const ahead = Date.now() - Number(box.dataset.now);
    const until = Number(box.dataset.until) + ahead;
    const tick = () => {
      if (!box.isConnected) return;
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      const two = (number) => String(number).padStart(2, "0");
      clock.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
      clock.hidden = false;
      box.classList.toggle("countdown--ends", left <= 60);
      if (left) setTimeout(tick, until - Date.now() - (left - 1) * 1000);
      else setTimeout(() => location.reload(), 1500); // the server says what became of it
    };
    tick();
  };

  const copy = (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return; // not allowed: what stands there can still be marked by hand
      }
      const words = button.querySelector("[data-copied]");
      const before = words.textContent;
      words.textContent = words.dataset.copied;
      setTimeout(() => { words.textContent = before; }, 2000);
    });
  };

  const limit = (input) => {
    input.addEventListener("change", () => {
      const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
      input.setCustomValidity(large ? input.dataset.tooLarge : "");
      if (large) input.reportValidity();
    });
  };

  // Pressed twice sends once; a page that is come back to may send again.
  const sent = new Set();
  const once = (form) => {
    form.addEventListener("submit", (event) => {
      if (sent.has(form)) event.preventDefault();
      sent.add(form);
    });
  };
  addEventListener("pageshow", () => sent.clear());

  // A person touches, scrolls or types; what looks at a link in a mail before its reader does not.
  const notice = (form) => {
    const signs = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"];
    const seen = () => {
      for (const sign of signs) removeEventListener(sign, seen);
      fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
    };
    for (const sign of signs) addEventListener(sign, seen, { passive: true });
  };

  const begin = (root) => {
    root.querySelectorAll(".countdown[data-until]").forEach(count);
    if (navigator.clipboard) root.querySelectorAll("[data-copy]").forEach(copy);
    root.querySelectorAll("input[data-most]").forEach(limit);
    root.querySelectorAll("form[data-once]").forEach(once);
    root.querySelectorAll("form[data-seen]").forEach(notice);
  };
  // Whoever was in the banking app comes back to news; a lost connection is no reason to stop asking.
  const look = () => {
    const asking = document.getElementById("look");
    if (asking?.hasAttribute("hx-get")) htmx.trigger(asking, "again");
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("online", look);
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(trouble, (event) => { if (event.target.id === "look") setTimeout(look, 10_000); });
  }

  begin(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) begin(event.target); });
})();
