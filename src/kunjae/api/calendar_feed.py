"""Where calendar programs read when rooms are taken: `/calendar/<hotel>/<secret>.ics`.

Whoever has the address may read, so it is as long as a key and answers 404 for anything else, whether there was such a feed or
not. A program that says what it has (`If-None-Match`) hears that nothing is new.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kunjae.bookings.feed_file import feed_calendar
from kunjae.bookings.feeds import NoSuchFeed, open_feed
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts

KEPT_FOR = 300
"""Seconds that a program may take what it has for new."""


@require_safe
def calendar_feed(request: HttpRequest, *, slug: str, secret: str) -> HttpResponse:
    """One feed, in the hotel's first language."""
    now = timezone.now()
    hotel = Property.objects.filter(slug=slug).first()
    if hotel is None:
        return HttpResponse(status=404)
    try:
        feed = open_feed(hotel, secret, now)
    except NoSuchFeed:
        return HttpResponse(status=404)
    language = hotel.languages[0] if hotel.languages else "en"
    content = feed_calendar(hotel, feed, language, property_facts(hotel).today(now))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    answer: HttpResponse = get_conditional_response(request, etag=etag, response=response) or response
    return answer
