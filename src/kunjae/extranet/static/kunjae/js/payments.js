// The link of a payment request is copied with one press; without a script it is selected and copied by hand.
(() => {
  const link = document.getElementById("link");
  const copy = document.getElementById("copy");
  if (!link || !copy) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      document.execCommand("copy"); // without TLS a browser has no other clipboard
    }
    const copied = document.getElementById("copied");
    copied.textContent = copied.dataset.copied;
  });
})();
