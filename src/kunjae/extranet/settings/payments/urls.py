"""The addresses of the ways to be paid."""

from django.urls import URLPattern, path

from kunjae.extranet.settings.payments import pages

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/payments/", pages.ways, name="payment_ways"),
    path("<slug:slug>/settings/payments/<slug:code>/", pages.way, name="payment_way"),
]
