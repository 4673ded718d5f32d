"""The hotel's colour as a style sheet: the policy of the pages forbids styles within them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.guest.access import property_of_slug
from kunjae.guest.concierge.brand import brand_css


@require_safe
def style(request: HttpRequest, *, slug: str) -> HttpResponse:
    """The tokens in the hotel's colour; the address that pages use holds the colour, and so never changes."""
    hotel = property_of_slug(slug)
    colour = hotel.details.get("colour") if hotel else None
    if not colour:
        raise Http404
    return HttpResponse(
        brand_css(colour), content_type="text/css", headers={"Cache-Control": "public, max-age=86400"}
    )
