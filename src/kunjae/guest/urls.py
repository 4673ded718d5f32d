"""The addresses of the guest's pages, below `/g/`."""

from django.urls import path

from kunjae.guest import no_more_offers, pictures
from kunjae.guest.booking import calendar_file, page
from kunjae.guest.change.urls import urlpatterns as change
from kunjae.guest.concierge.urls import urlpatterns as concierge
from kunjae.guest.paying.urls import urlpatterns as paying
from kunjae.guest.sign_in import views as sign_in

app_name = "guest"
urlpatterns = [
    path("<slug:slug>/", sign_in.sign_in_page, name="sign_in"),
    path("<slug:slug>/sign-out/", sign_in.sign_out, name="sign_out"),
    path("<slug:slug>/open/<str:token>/", sign_in.link_page, name="open_link"),
    path("<slug:slug>/no-more-offers/<str:token>/", no_more_offers.no_more_offers, name="unsubscribe"),
    path("<slug:slug>/pictures/<str:name>", pictures.picture, name="picture"),
    *paying,  # before the bookings, whose codes could be any word
    *change,
    *concierge,
    path("<slug:slug>/<str:code>/", page.booking, name="booking"),
    path("<slug:slug>/<str:code>/booking.ics", calendar_file.calendar_file, name="calendar_file"),
]
