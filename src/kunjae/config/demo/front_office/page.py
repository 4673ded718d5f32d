"""The front office's pages: its guests, and what stands on their folios."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

from kunjae.config.demo.front_office.house import LIVE, House, Row, arrival, departure, nights
from kunjae.config.demo.front_office.words import Words

NEWEST = 8
ACTIONS = {
    "confirmed": ("check_in", "later", "cancel"),
    "not_confirmed": ("check_in", "cancel"),
    "checked_in": ("check_out",),
}
"""What a clerk can do with a reservation, by its status."""


def frame(house: House, words: Words, language: str, content: str) -> str:
    """A whole page around `content`, which is renewed as the house changes."""
    name, title = escape(house.hotel["name"]), words["title"]
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title} · {name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/front-office.css"><script src="/front-office.js" defer></script></head>
<body><header><p class="what">{title}</p><h1>{name}</h1><p>{words["what"]}</p></header>
<main id="live" data-version="{house.version}">{content}</main></body></html>"""


def overview(house: House, words: Words) -> str:
    """What was posted last, and everybody who is here or coming."""
    checks = sorted(house.data["checks"].values(), key=lambda row: row["place"], reverse=True)[:NEWEST]
    newest = (
        "".join(_newest(row, house, words) for row in checks) or f'<p class="soft">{words["nothing"]}</p>'
    )
    rows = "".join(_line(row, house, words) for row in house.reservations())
    head = "".join(f"<th>{words[each]}</th>" for each in ("guest", "room", "from", "to", "status"))
    return f"""{_away(house, words)}
<section><h2>{words["newest"]}</h2><div class="newest">{newest}</div></section>
<section><h2>{words["guests"]}</h2><div class="wide"><table>
<thead><tr>{head}<th class="money">{words["extras"]}</th></tr></thead><tbody>{rows}</tbody></table></div></section>"""


def folio(house: House, row: Row, words: Words) -> str:
    """One guest's account: the nights, and every line that was posted, taken off or not."""
    guest, number = row["guest"], row["number"]
    rooms = "".join(_nights(room, house, words) for room in row["rooms"] if room["status"] != "cancelled")
    lines = "".join(_check(each, house, words) for each in house.folio(number))
    total = house.charged(number) + sum(
        sum(room["prices"]) for room in row["rooms"] if room["status"] != "cancelled"
    )
    code = f"<div><dt>{words['code']}</dt><dd>{escape(row['code'])}</dd></div>" if row["code"] else ""
    locked = f'<p class="note">{words["locked"]}</p>' if row.get("locked") else ""
    return f"""{_away(house, words)}<p><a href="/">← {words["all"]}</a></p>
<section><h2>{escape(_name(guest))}</h2>{locked}<dl>
<div><dt>{words["number"]}</dt><dd>{escape(number)}</dd></div>{code}
<div><dt>{words["status"]}</dt><dd>{_badge(row, words)}</dd></div>
<div><dt>{words["from"]}</dt><dd>{arrival(row)}</dd></div><div><dt>{words["to"]}</dt><dd>{departure(row)}</dd></div>
<div><dt>{words["email"]}</dt><dd>{escape(guest.get("email") or words["no_email"])}</dd></div></dl>
<div class="actions">{_actions(row, words)}</div></section>
<section><h2>{words["folio"]}</h2><table><tbody>{rooms}{lines}</tbody>
<tfoot><tr><th>{words["total"]}</th><td class="money">{money(total, house)}</td></tr></tfoot></table></section>"""


def money(amount: int, house: House) -> str:
    """`1,800.00 THB`."""
    decimals = house.hotel["decimals"]
    return f"{amount / 10**decimals:,.{decimals}f} {house.hotel['currency']}"


def _away(house: House, words: Words) -> str:
    away = house.data.get("away")
    note = f'<p class="note">{words["away"]}</p>' if away else ""
    word = words["come_back" if away else "go_away"]
    return f'<form class="away" method="post" action="/away">{note}<button>{word}</button></form>'


def _newest(check: Row, house: House, words: Words) -> str:
    row = house.reservation(check["reservation"])
    name = escape(_name(row["guest"])) if row else ""
    off = (
        f'<span class="soft">{words["voided"].format(_time(check["voided"], house))}</span>'
        if check["voided"]
        else ""
    )
    return f"""<a class="check{" off" if off else ""}" href="/guests/{escape(check["reservation"])}">
<span class="soft">{_time(check["posted"], house)}</span><span><b>{escape(check["name"])}</b> {_times(check)}<br>{name} {off}</span>
<span class="money">{money(check["amount"], house)}</span></a>"""


def _line(row: Row, house: House, words: Words) -> str:
    rooms = ", ".join(escape(room["room"]) for room in row["rooms"] if room["room"]) or "–"
    charged = house.charged(row["number"])
    extras = money(charged, house) if charged else ""
    gone = "" if row["status"] in LIVE else ' class="off"'
    return f"""<tr{gone}><td><a href="/guests/{escape(row["number"])}">{escape(_name(row["guest"]))}</a></td><td>{rooms}</td>
<td>{arrival(row)}</td><td>{departure(row)}</td><td>{_badge(row, words)}</td><td class="money">{extras}</td></tr>"""


def _nights(room: Row, house: House, words: Words) -> str:
    name = next((each["name"] for each in house.data["room_types"] if each["id"] == room["room_type"]), "")
    what = words["nights"].format(len(nights(room)))
    where = escape(" · ".join(each for each in (name, room["room"], room["rate"]) if each))
    price = money(sum(room["prices"]), house)
    return f'<tr><td>{what}<br><span class="soft">{where}</span></td><td class="money">{price}</td></tr>'


def _check(check: Row, house: House, words: Words) -> str:
    when = _time(check["posted"], house)
    off = f" · {words['voided'].format(_time(check['voided'], house))}" if check["voided"] else ""
    return f"""<tr{' class="off"' if off else ""}><td>{escape(check["name"])} {_times(check)}<br>
<span class="soft">{when} · {escape(check["note"])}{off}</span></td><td class="money">{money(check["amount"], house)}</td></tr>"""


def _actions(row: Row, words: Words) -> str:
    names = [*ACTIONS.get(row["status"], ()), "unlock" if row.get("locked") else "lock"]
    place = f"/guests/{escape(row['number'])}"
    return "".join(
        f'<form method="post" action="{place}/{each}"><button>{words[each]}</button></form>' for each in names
    )


def _badge(row: Row, words: Words) -> str:
    return f'<span class="badge {escape(row["status"])}">{words[row["status"]]}</span>'


def _times(check: Row) -> str:
    return f"× {check['quantity']}" if check["quantity"] > 1 else ""


def _name(guest: Row) -> str:
    return f"{guest['first']} {guest['last']}".strip()


def _time(stamp: str, house: House) -> str:
    moment = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(house.hotel["timezone"])).strftime("%Y-%m-%d %H:%M")
