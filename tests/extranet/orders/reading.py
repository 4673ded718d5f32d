"""Pages of orders as they are read, and their buttons as a browser presses them."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

HERE = "/extranet/baan-talay/orders/"


def words(answer: Any) -> str:
    """The page as it is read, without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def look(client: Client, path: str = HERE, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.content[:2000]
    return words(answer)


def press(client: Client, path: str = HERE, **sent: Any) -> str:
    """Press a button, and read the page that follows."""
    return words(client.post(path, sent, follow=True))


def cells(page: str) -> list[list[str]]:
    """The rows of the first table."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body[1] if body else "", re.DOTALL)
    return [
        [
            re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", cell))).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def headings(page: str) -> list[str]:
    head = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)
    return re.findall(r"<th[^>]*>(.*?)</th>", head[1] if head else "")
