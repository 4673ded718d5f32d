"""Addresses of this section, below a property's."""

from django.urls import URLPattern, path

from kunjae.extranet.day import arriving, leaving, undoing, views

_STAY = "<slug:slug>/bookings/<str:code>/stays/<int:number>"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", views.day, name="day"),
    path("<slug:slug>/rooms/cleaned/", views.cleaned, name="rooms_cleaned"),
    path(f"{_STAY}/check-in/", arriving.check_in, name="check_in"),
    path(f"{_STAY}/registration/", arriving.registration, name="registration"),
    path(f"{_STAY}/no-show/", leaving.no_show, name="no_show"),
    path(f"{_STAY}/check-out/", leaving.check_out, name="check_out"),
    path(f"{_STAY}/check-in/undo/", undoing.check_in, name="undo_check_in"),
    path(f"{_STAY}/check-out/undo/", undoing.check_out, name="undo_check_out"),
    path(f"{_STAY}/no-show/undo/", undoing.no_show, name="undo_no_show"),
]
