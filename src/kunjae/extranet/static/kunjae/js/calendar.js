// The booking calendar: bars that are dragged or moved by arrow keys, free nights that are chosen (cards: calendar-cards.js).
// Nothing is saved from here: a moved bar opens the change page with that operation staged.
(() => {
  const frame = document.getElementById("calendar");
  const table = frame?.querySelector("table");
  if (!table) return;
  const may = "may" in table.dataset;
  const days = Number(table.dataset.days);
  const today = Number(table.dataset.today);
  const first = Date.parse(table.dataset.first);
  const DAY = 86_400_000;
  const heads = [...table.querySelectorAll("thead tr:last-child th")].slice(1);
  const said = document.getElementById("calendar-said");
  const panel = document.getElementById("calendar-panel");
  const MOVABLE = "a:is(.new, .owes, .paid, .waits, .inhouse, .leaves)";

  const iso = (column) => new Date(first + column * DAY).toISOString().slice(0, 10);
  const columnOf = (day) => Math.round((Date.parse(day) - first) / DAY);
  const language = document.documentElement.lang === "th" ? "th" : "en-GB";
  const words = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const spoken = (column) => words.format(first + column * DAY);

  // Where things lie

  const rowsOf = () => [...table.querySelectorAll("tbody:not([data-retired]) tr:not(.type, .retired)")];
  const roomOf = (row) => (row.classList.contains("lane") ? null : row.querySelector("th").textContent.trim());
  const typeOf = (row) => row.closest("tbody").dataset.type;
  const columnAt = (x) => heads.findIndex((head) => x < head.getBoundingClientRect().right);
  const widthOfDay = () => heads[0].getBoundingClientRect().width;

  function barOf(link) {
    const cell = link.closest("td");
    const left = cell.getBoundingClientRect().left + 1;
    const column = columnAt(left);
    const begin = link.dataset.i ? columnOf(link.dataset.i) : column;
    const end = link.dataset.o ? columnOf(link.dataset.o) : column + cell.colSpan;
    const row = cell.closest("tr");
    return { link, row, begin, end, type: typeOf(row), room: roomOf(row), stay: Number(link.dataset.s || 1) };
  }

  // A move: from a bar to a row, a first night and a morning

  let move = null;

  function begin(link) {
    if (move) giveUp();
    const bar = barOf(link);
    const ghost = document.createElement("div");
    ghost.className = "bar-ghost";
    frame.append(ghost);
    link.classList.add("is-moved");
    move = { bar, ghost, row: bar.row, begin: bar.begin, end: bar.end };
  }

  function show() {
    const at = frame.getBoundingClientRect();
    const place = move.row.getBoundingClientRect();
    const day = widthOfDay();
    const zero = heads[0].getBoundingClientRect().left - at.left + frame.scrollLeft - frame.clientLeft;
    move.ghost.style.left = `${zero + (Math.max(move.begin, -1) + 0.5) * day}px`;
    move.ghost.style.width = `${(Math.min(move.end, days + 1) - Math.max(move.begin, -1)) * day}px`;
    move.ghost.style.top = `${place.top - at.top + frame.scrollTop - frame.clientTop + 2}px`;
    const text = frame.dataset.moved
      .replace("{room}", roomOf(move.row) ?? frame.dataset.without)
      .replace("{first}", spoken(move.begin))
      .replace("{until}", spoken(move.end));
    move.ghost.textContent = `${move.bar.link.textContent} · ${move.end - move.begin}`;
    if (said.textContent !== text) said.textContent = text;
  }

  function giveUp() {
    if (!move) return;
    move.ghost.remove();
    move.bar.link.classList.remove("is-moved");
    move = null;
    said.textContent = frame.dataset.left;
  }

  function operations() {
    const { bar, row } = move;
    const stay = bar.stay;
    const room = roomOf(row);
    const type = typeOf(row);
    const elsewhere = row !== bar.row && !(room === null && bar.room === null && type === bar.type);
    const dates = move.begin !== bar.begin || move.end !== bar.end;
    const staged = [];
    if (type !== bar.type) staged.push({ op: "change_room_type", stay, room_type: type, room });
    if (dates) {
      const moved = { op: "move_dates", stay, check_in: iso(move.begin), check_out: iso(move.end) };
      staged.push(elsewhere && type === bar.type ? { ...moved, room } : moved);
    } else if (elsewhere && type === bar.type) staged.push({ op: "assign_room", stay, room });
    return staged;
  }

  function openChange() {
    const staged = operations();
    const address = move.bar.link.href + "change/?stage=" + encodeURIComponent(JSON.stringify(staged));
    if (!staged.length) return giveUp();
    location.assign(address);
  }

  addEventListener("pageshow", (event) => event.persisted && giveUp());

  // By pointer

  let press = null;
  let dragged = false;
  const EDGE = 7;

  const edgeAt = (link, x) => {
    const place = link.getBoundingClientRect();
    const edge = Math.min(EDGE, place.width / 4);
    if (x < place.left + edge && !link.dataset.i) return "begin";
    if (x > place.right - edge && !link.dataset.o) return "end";
    return "both";
  };

  table.addEventListener("dragstart", (event) => event.preventDefault());

  table.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button || event.pointerType === "touch" || !may) return;
    const link = event.target.closest(MOVABLE);
    const cell = event.target.closest("td");
    if (link) press = { link, x: event.clientX, scroll: frame.scrollLeft, y: event.clientY, what: edgeAt(link, event.clientX) };
    else if (isFree(cell)) choose(cell.closest("tr"), columnAt(event.clientX));
  });

  addEventListener("pointermove", (event) => {
    if (chosen) return extend(columnAt(event.clientX));
    if (!press) {
      const link = may && event.target.closest?.(".cal " + MOVABLE);
      if (link) link.classList.toggle("at-edge", edgeAt(link, event.clientX) !== "both");
      return;
    }
    if (!dragged) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < 5) return;
      dragged = true;
      begin(press.link);
      document.body.classList.add("is-dragging");
      document.body.classList.toggle("is-dragging--edge", press.what !== "both");
    }
    if (!move) return;
    const by = Math.round((event.clientX - press.x + frame.scrollLeft - press.scroll) / widthOfDay());
    shift(press.what, by);
    if (press.what === "both") {
      const row = rowsOf().find((each) => {
        const place = each.getBoundingClientRect();
        return event.clientY >= place.top && event.clientY < place.bottom;
      });
      if (row) move.row = row;
    }
    follow(event);
    show();
  });

  function shift(what, by) {
    const { bar } = move;
    move.begin = bar.begin + (what === "end" ? 0 : by);
    move.end = bar.end + (what === "begin" ? 0 : by);
    if (what === "begin") move.begin = Math.min(move.begin, move.end - 1);
    if (what === "end") move.end = Math.max(move.end, move.begin + 1);
  }

  function follow(event) {
    const at = frame.getBoundingClientRect();
    const near = 36;
    if (event.clientX > at.right - near) frame.scrollLeft += 12;
    else if (event.clientX < at.left + 150 && frame.scrollLeft) frame.scrollLeft -= 12;
    if (event.clientY > at.bottom - near) frame.scrollTop += 12;
    else if (event.clientY < at.top + near + 60) frame.scrollTop -= 12;
  }

  addEventListener("pointerup", () => {
    if (chosen) return take();
    if (press && dragged && move) openChange();
    letGo();
  });
  addEventListener("pointercancel", () => {
    forget();
    giveUp();
    letGo();
  });

  function letGo() {
    press = null;
    document.body.classList.remove("is-dragging", "is-dragging--edge");
  }

  // Free nights

  let chosen = null;
  const isFree = (cell) =>
    cell && !cell.firstChild && cell.closest("tbody") && !cell.closest(".type, .retired, [data-retired]");

  function choose(row, column) {
    if (column < today) return;
    chosen = { row, from: column, to: column };
    mark();
  }
  function extend(column) {
    if (column < 0) return;
    chosen.to = Math.max(column, today, 0);
    mark();
  }
  function mark() {
    unmark();
    const [from, to] = [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)];
    for (const cell of chosen.row.cells) {
      const column = cell.tagName === "TD" ? columnAt(cell.getBoundingClientRect().left + 1) : -1;
      if (column >= from && column <= to && !cell.firstChild) cell.classList.add("is-chosen");
    }
  }
  const unmark = () => table.querySelectorAll(".is-chosen").forEach((cell) => cell.classList.remove("is-chosen"));
  function forget() {
    unmark();
    chosen = null;
  }
  function take() {
    const { row, from, to } = chosen;
    chosen = null;
    openFree(row, Math.min(from, to), Math.max(from, to) + 1);
  }
  function openFree(row, from, until) {
    const asked = new URLSearchParams({ room_type: typeOf(row), check_in: iso(from), check_out: iso(until) });
    const room = roomOf(row);
    if (room !== null) asked.set("room", room);
    openPanel(`free/?${asked}`);
  }

  async function openPanel(address) {
    const url = new URL(address, location.href);
    url.searchParams.set("start", table.dataset.first);
    url.searchParams.set("days", days);
    const answer = await fetched(url);
    if (answer === null) return location.assign(address);
    document.getElementById("calendar-panel-content").innerHTML = answer;
    panel.showModal();
  }

  async function fetched(url) {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  panel.addEventListener("close", unmark);

  table.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (dragged) {
      event.preventDefault();
      dragged = false;
      return;
    }
    if (link && plain(event)) {
      if (link.closest("th") || link.matches(".block, .hold")) {
        event.preventDefault();
        openPanel(link.getAttribute("href"));
      }
      return;
    }
    const cell = event.target.closest("td");
    if (may && event.pointerType === "touch" && isFree(cell)) {
      const column = columnAt(event.clientX);
      if (column >= today) openFree(cell.closest("tr"), column, column + 1);
    }
  });
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

  // By keyboard

  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("td > a");
    if (!link) return;
    if (event.key === "Escape") {
      giveUp();
        return;
    }
    if (!may || !link.matches(MOVABLE) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && move) {
      event.preventDefault();
      return openChange();
    }
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const updown = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!side && !updown) return;
    if (updown && event.shiftKey) return;
    event.preventDefault();
    if (!move) begin(link);
    if (side) {
      move.end += side;
      if (!event.shiftKey) move.begin += side;
      else move.end = Math.max(move.end, move.begin + 1);
    } else {
      const rows = rowsOf();
      move.row = rows[Math.min(Math.max(rows.indexOf(move.row) + updown, 0), rows.length - 1)];
    }
    show();
    move.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  table.addEventListener("focusout", () => {
    if (!press) giveUp();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(press || chosen)) return;
    giveUp();
    forget();
    letGo();
  });
})();
