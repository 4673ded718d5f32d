// New booking: an answer that only looked never overwrites what was typed since it was asked, nor the button that is being
// pressed. On the confirmation: the buttons that copy and print, which need a script.
(() => {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig.parameters;
    const form = document.getElementById("new-booking");
    if (!form || asked.do !== "look") return;
    const typed = [...new FormData(form)].some(([name, value]) => name !== "do" && String(asked[name] ?? "") !== value);
    if (typed || document.querySelector("#new-booking button:active")) event.detail.shouldSwap = false; // the next change or press asks again
  });

  // Pressed twice in a hurry: the second press waits for the answer to the first.
  const booking = (event, sleeps) => {
    if (event.detail.requestConfig?.parameters.do !== "book") return;
    for (const button of document.querySelectorAll('#new-booking button[value="book"]')) button.disabled = sleeps;
  };
  document.addEventListener("htmx:beforeSend", (event) => booking(event, true));
  document.addEventListener("htmx:afterRequest", (event) => booking(event, event.detail.xhr.status === 200)); // on its way to the slip

  const message = document.getElementById("message");
  const copy = document.getElementById("copy");
  if (message && copy) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      message.select();
      try {
        await navigator.clipboard.writeText(message.value);
      } catch {
        document.execCommand("copy"); // without TLS a browser has no other clipboard
      }
      const copied = document.getElementById("copied");
      copied.textContent = copied.dataset.copied;
    });
  }

  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
