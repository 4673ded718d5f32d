"""The addresses of the set-up."""

from django.urls import path

from kunjae.extranet.setup.owner import owner
from kunjae.extranet.setup.prices import prices
from kunjae.extranet.setup.property import property_page
from kunjae.extranet.setup.rates import rates
from kunjae.extranet.setup.rooms import rooms

app_name = "setup"
urlpatterns = [
    path("", owner, name="owner"),
    path("property/", property_page, name="property"),
    path("rooms/", rooms, name="rooms"),
    path("rates/", rates, name="rates"),
    path("prices/", prices, name="prices"),
]
