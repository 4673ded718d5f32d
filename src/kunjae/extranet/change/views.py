"""The change page."""
from django.http import HttpRequest, HttpResponse

from kunjae.extranet.access import Desk, staff_page


@staff_page()
def change(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    return HttpResponse("")
