"""Pictures of offers, for pages and mails. Everybody may see them who knows a name that cannot be guessed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.concierge.pictures import read_picture
from kunjae.guest.access import property_of_slug


@require_safe
def picture(request: HttpRequest, *, slug: str, name: str) -> HttpResponse:
    """One picture; it never changes under its name, and is kept by browsers for a year."""
    hotel = property_of_slug(slug)
    content = read_picture(hotel.id, name) if hotel else None
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Robots-Tag": "noindex"},
    )
