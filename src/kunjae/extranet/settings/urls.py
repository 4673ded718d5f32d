"""The addresses of the hotel's settings."""

from django.urls import URLPattern, path

from kunjae.extranet.settings import overview, property_page
from kunjae.extranet.settings.rates.urls import urlpatterns as rates

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/", overview.overview, name="settings"),
    path("<slug:slug>/settings/property/", property_page.property_settings, name="property_settings"),
    *rates,
]
