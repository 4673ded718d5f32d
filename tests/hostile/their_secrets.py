"""What must never be seen by anybody of ours: words of the stranger's hotel, looked for in whatever is answered."""

from __future__ import annotations

import re

ID = re.compile(r"[0-9a-f]{32}")


class Secrets:
    """Marks, amounts and codes among the words are looked for one by one, ids by what they all begin with: there are
    hundreds, and they may be written with hyphens or without."""

    def __init__(self, words: set[str]) -> None:
        flat = {word.replace("-", "") for word in words}
        self._ids = {word for word in flat if ID.fullmatch(word)}
        self._beginning = _common_beginning(self._ids)
        others = sorted(word for word in words if word.replace("-", "") not in self._ids)
        self._others = re.compile("|".join(map(re.escape, others)))

    def told(self, shown: str, sent: str) -> set[str]:
        """Those in what is shown that were not sent by the one who sees it."""
        shown, sent = shown.lower(), sent.lower()
        seen = {word for word in self._others.findall(shown) if word not in sent}
        ids = self._ids_in(shown.replace("-", ""))
        return seen | {id for id in ids if id not in sent.replace("-", "")}

    def _ids_in(self, text: str) -> set[str]:
        found: set[str] = set()
        place = text.find(self._beginning)
        while place >= 0:
            found |= {text[place : place + 32]} & self._ids
            place = text.find(self._beginning, place + 1)
        return found


def _common_beginning(words: set[str]) -> str:
    first, last = min(words), max(words)
    same = (index for index, letter in enumerate(first) if letter != last[index])
    return first[: next(same, len(first))]
