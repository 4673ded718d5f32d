"""The picture that comes with a form. It is kept at once, whatever else is wrong in the form: a browser would send it only
once."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from kunjae.concierge.pictures import keep_picture, picture_name
from kunjae.extranet.access import Desk
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.pictures import MOST_BYTES


def taken_in(request: HttpRequest, desk: Desk) -> tuple[QueryDict, list[str]]:
    """What was posted, with the name of the picture that came with it; and what is wrong with that picture."""
    posted = request.POST.copy()
    sent = request.FILES.get("picture_file")
    if sent is None:
        return posted, []
    if sent.size is None or sent.size > MOST_BYTES:
        return posted, [
            _("This file is too large: at most %(size)s MB, please.") % {"size": MOST_BYTES // (1024 * 1024)}
        ]
    try:
        posted["picture"] = picture_name(keep_picture(desk.property.id, sent.read()))
    except InvalidInput as error:
        return posted, [error.text(desk.language)]
    posted["no_picture"] = ""
    return posted, []
