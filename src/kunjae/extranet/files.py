"""Files that a page hands out."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import StreamingHttpResponse


def csv_file(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """A CSV file under this name, sent as its lines are made. Nobody on the way keeps it: it holds people's data."""
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
