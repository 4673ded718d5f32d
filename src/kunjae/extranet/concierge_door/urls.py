"""The addresses of the Concierge's QR code."""

from django.urls import path

from kunjae.extranet.concierge_door import page

urlpatterns = [
    path("<slug:slug>/concierge-qr/", page.page, name="concierge_qr"),
    path("<slug:slug>/concierge-qr/logo/", page.logo, name="concierge_logo"),
    path("<slug:slug>/concierge-qr/code.svg", page.svg, name="concierge_qr_svg"),
    path("<slug:slug>/concierge-qr/code.png", page.png, name="concierge_qr_png"),
]
