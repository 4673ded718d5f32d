"""The addresses of the staff pages."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from kunjae.extranet import home
from kunjae.extranet.booking import history, listing, page
from kunjae.extranet.change import views as change

app_name = "extranet"
urlpatterns = []
if settings.DEBUG:
    gallery = TemplateView.as_view(template_name="kunjae/gallery.html")
    urlpatterns.append(path("gallery", gallery, name="gallery"))
urlpatterns += [
    path("", home.home, name="home"),
    path("<slug:slug>/", home.property_home, name="property"),
    path("<slug:slug>/bookings/", listing.bookings, name="bookings"),
    path("<slug:slug>/bookings/<str:code>/", page.booking, name="booking"),
    path("<slug:slug>/bookings/<str:code>/details/", page.details, name="details"),
    path("<slug:slug>/bookings/<str:code>/payments/", page.payments, name="payments"),
    path("<slug:slug>/bookings/<str:code>/change/", change.change, name="change"),
    path("<slug:slug>/bookings/<str:code>/history/", history.history, name="history"),
    path("<slug:slug>/bookings/<str:code>/history/<int:number>/", history.entry, name="history_entry"),
]
