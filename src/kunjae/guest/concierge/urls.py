"""The addresses of the Concierge, below `/g/`."""

from django.urls import path

from kunjae.guest.concierge import basket_page, brand_page, door, offer, orders, page

urlpatterns = [
    path("<slug:slug>/concierge/", door.door, name="concierge_door"),
    path("<slug:slug>/style.css", brand_page.style, name="style"),
    path("<slug:slug>/<str:code>/concierge/", page.concierge, name="concierge"),
    path("<slug:slug>/<str:code>/concierge/<str:offer>/", offer.offer, name="offer"),
    path("<slug:slug>/<str:code>/basket/", basket_page.basket, name="basket"),
    path("<slug:slug>/<str:code>/orders/", orders.orders, name="orders"),
    path("<slug:slug>/<str:code>/orders/<uuid:order>/cancel/", orders.cancel, name="cancel_order"),
]
