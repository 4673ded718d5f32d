"""Taking a policy or a plan out of use, and back: nothing that bookings were sold with is ever deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kunjae.extranet.access import Desk
from kunjae.extranet.settings.pieces import Piece
from kunjae.imports.editing import save_part
from kunjae.kernel.errors import KunjaeError

RETIRE, RESTORE = "retire", "restore"


def retire_or_restore(request: HttpRequest, desk: Desk, piece: Piece, what: str) -> bool:
    """Retire the piece, or take it back into use, if it is still as it was seen; a message says what happened."""
    table = dict(piece.table or {})
    table.pop("retired", None)
    if what == RETIRE:
        table["retired"] = True
    try:
        save_part(
            property=desk.property,
            kind=piece.kind,
            part=table,
            seen=request.POST.get("seen", ""),
            now=desk.now,
        )
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return False
    if what == RETIRE:
        messages.success(request, _("%(code)s is retired.") % {"code": piece.code})
    else:
        messages.success(request, _("%(code)s is in use again.") % {"code": piece.code})
    return True
