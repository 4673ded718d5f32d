"""Taking a booking at the desk: walk-in, phone, LINE."""

from django.urls import URLPattern, path

from kunjae.extranet.new_booking.booked import booked
from kunjae.extranet.new_booking.views import new_booking

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/bookings/new/", new_booking, name="new_booking"),
    path("<slug:slug>/bookings/<str:code>/booked/", booked, name="booked"),
]
