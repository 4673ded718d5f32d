"""The addresses of changing and cancelling, below `/g/`."""

from django.urls import path

from kunjae.guest.change import views, waiting

urlpatterns = [
    path("<slug:slug>/<str:code>/change/", views.change, name="change"),
    path("<slug:slug>/<str:code>/cancel/", views.cancel, name="cancel"),
    path("<slug:slug>/<str:code>/waiting/", waiting.waiting, name="waiting"),
]
