"""The addresses of paying, below `/g/`."""

from django.urls import path

from kunjae.guest.paying import checkout, orders, pay, qr, request, slip

urlpatterns = [
    path("<slug:slug>/request/<str:token>/", request.payment_request, name="request"),
    path("<slug:slug>/request/<str:token>/seen/", request.seen, name="request_seen"),
    path("<slug:slug>/checkout/<uuid:id>/", checkout.checkout, name="checkout"),
    path("<slug:slug>/checkout/<uuid:id>/go/", checkout.leave, name="checkout_leave"),
    path("<slug:slug>/checkout/<uuid:id>/outcome/", checkout.outcome_part, name="checkout_outcome"),
    path("<slug:slug>/checkout/<uuid:id>/slip/", slip.slip, name="slip"),
    path("<slug:slug>/checkout/<uuid:id>/qr.svg", qr.drawn, name="qr"),
    path("<slug:slug>/checkout/<uuid:id>/qr.png", qr.picture, name="qr_picture"),
    path("<slug:slug>/<str:code>/pay/", pay.pay, name="pay"),
    path("<slug:slug>/<str:code>/orders/pay/<uuid:basket>/", orders.pay_orders, name="pay_orders"),
]
