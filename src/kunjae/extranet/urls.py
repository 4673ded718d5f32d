"""The addresses of the staff pages."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from kunjae.extranet import home
from kunjae.extranet.booking import history, listing, page
from kunjae.extranet.calendar.urls import urlpatterns as calendar
from kunjae.extranet.change import views as change
from kunjae.extranet.concierge_door.urls import urlpatterns as concierge_door
from kunjae.extranet.day.urls import urlpatterns as day
from kunjae.extranet.find.urls import urlpatterns as find
from kunjae.extranet.guests.urls import urlpatterns as guests
from kunjae.extranet.mails.urls import urlpatterns as mails
from kunjae.extranet.new_booking.urls import urlpatterns as new_booking
from kunjae.extranet.offers.urls import urlpatterns as offers
from kunjae.extranet.orders.urls import urlpatterns as guest_orders
from kunjae.extranet.payments.urls import urlpatterns as money
from kunjae.extranet.pre_arrival.urls import urlpatterns as pre_arrival
from kunjae.extranet.reports.urls import urlpatterns as reports
from kunjae.extranet.settings.urls import urlpatterns as hotel_settings

app_name = "extranet"
urlpatterns = []
if settings.DEBUG:
    gallery = TemplateView.as_view(template_name="kunjae/gallery.html")
    urlpatterns.append(path("gallery", gallery, name="gallery"))
urlpatterns += [
    path("", home.home, name="home"),
    *day,
    *calendar,
    *new_booking,  # before the bookings, whose codes could be any word
    *guests,
    *money,
    *guest_orders,
    *mails,
    *offers,
    *concierge_door,
    *pre_arrival,
    *reports,
    *hotel_settings,
    *find,
    path("<slug:slug>/bookings/", listing.bookings, name="bookings"),
    path("<slug:slug>/bookings/<str:code>/", page.booking, name="booking"),
    path("<slug:slug>/bookings/<str:code>/details/", page.details, name="details"),
    path("<slug:slug>/bookings/<str:code>/payments/", page.payments, name="record_payment"),
    path("<slug:slug>/bookings/<str:code>/change/", change.change, name="change"),
    path("<slug:slug>/bookings/<str:code>/history/", history.history, name="history"),
    path("<slug:slug>/bookings/<str:code>/history/<int:number>/", history.entry, name="history_entry"),
]
