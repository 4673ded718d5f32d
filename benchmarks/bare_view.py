"""Every address of the house and one more, `/bare`: a view that does nothing. It passes the same server, the same
process and the same middleware as every page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kunjae.config.urls import handler500
from kunjae.config.urls import urlpatterns as of_the_house

__all__ = ["handler500", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse("ok")


urlpatterns = [path("bare", bare), *of_the_house]
