"""The addresses of Increase sales: offers and room upgrades."""

from django.urls import URLPattern, path

from kunjae.extranet.offers import listing, page

UPGRADE = {"upgrade": True}
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/offers/", listing.offer_list, name="offers"),
    path("<slug:slug>/offers/new/", page.offer, name="new_offer"),
    path("<slug:slug>/offers/new/example/", page.example, name="offer_example"),
    path("<slug:slug>/offers/<str:code>/", page.offer, name="offer"),
    path("<slug:slug>/upgrades/", listing.offer_list, UPGRADE, name="upgrades"),
    path("<slug:slug>/upgrades/new/", page.offer, UPGRADE, name="new_upgrade"),
    path("<slug:slug>/upgrades/new/example/", page.example, UPGRADE, name="upgrade_example"),
    path("<slug:slug>/upgrades/<str:code>/", page.offer, UPGRADE, name="upgrade"),
]
