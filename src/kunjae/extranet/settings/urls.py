"""The addresses of the hotel's settings."""

from django.urls import URLPattern, path

from kunjae.extranet.settings import overview

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/", overview.overview, name="settings"),
]
