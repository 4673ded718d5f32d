"""The addresses of guest activity."""

from django.urls import path

from kunjae.extranet.orders import detail, listing, not_posted, placing, to_add

urlpatterns = [
    path("<slug:slug>/orders/", listing.orders, name="orders"),
    path("<slug:slug>/orders/list.csv", listing.orders_file, name="orders_file"),
    path("<slug:slug>/orders/to-add/", to_add.to_add, name="to_add"),
    path("<slug:slug>/orders/to-add/list.csv", to_add.to_add_file, name="to_add_file"),
    path("<slug:slug>/orders/not-posted/", not_posted.not_posted, name="not_posted"),
    path("<slug:slug>/orders/<uuid:id>/", detail.order, name="order"),
    path("<slug:slug>/bookings/<str:code>/order/", placing.new_order, name="new_order"),
]
