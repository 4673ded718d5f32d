from django.urls import path

from kunjae.extranet.guests import listing, registers
from kunjae.extranet.guests.profile import guest

urlpatterns = [
    path("<slug:slug>/guests/", listing.guests, name="guests"),
    path("<slug:slug>/guests/registers/", registers.registers, name="registers"),
    path("<slug:slug>/guests/registers/<str:register>.csv", registers.register_file, name="register_file"),
    path("<slug:slug>/guests/<uuid:guest>/", guest, name="guest"),
]
