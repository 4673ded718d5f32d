// Renews the page's middle when something has changed at the front office.
const live = document.getElementById("live");

async function look() {
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Version": live.dataset.version } });
    if (answer.status === 200) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const renewed = page.getElementById("live");
      live.innerHTML = renewed.innerHTML;
      live.dataset.version = renewed.dataset.version;
    }
  } catch {
    // It has ended; the page stays as it was.
  }
  setTimeout(look, 1500);
}

setTimeout(look, 1500);
