"""The addresses of the hotel's settings."""

from django.urls import URLPattern, path

from kunjae.extranet.settings import (
    calendar_feeds,
    hotel_file_page,
    overview,
    property_page,
    rooms,
    staff_pages,
    tokens,
)
from kunjae.extranet.settings.mails.urls import urlpatterns as mails
from kunjae.extranet.settings.payments.urls import urlpatterns as payments
from kunjae.extranet.settings.pms.urls import urlpatterns as pms
from kunjae.extranet.settings.rates.urls import urlpatterns as rates
from kunjae.extranet.settings.webhooks.urls import urlpatterns as webhooks

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/", overview.overview, name="settings"),
    path("<slug:slug>/settings/property/", property_page.property_settings, name="property_settings"),
    path("<slug:slug>/settings/rooms/", rooms.rooms, name="rooms"),
    path("<slug:slug>/settings/rooms/new/", rooms.room_type, name="new_room_type"),
    path("<slug:slug>/settings/rooms/types/<str:code>/", rooms.room_type, name="room_type"),
    *rates,
    *payments,
    *pms,
    *mails,
    *webhooks,
    path("<slug:slug>/settings/staff/", staff_pages.people, name="staff"),
    path("<slug:slug>/settings/staff/new/", staff_pages.new_person, name="new_person"),
    path("<slug:slug>/settings/staff/<uuid:user_id>/", staff_pages.person, name="person"),
    path("<slug:slug>/settings/calendar-feeds/", calendar_feeds.calendar_feeds, name="calendar_feeds"),
    path("<slug:slug>/settings/tokens/", tokens.tokens, name="tokens"),
    path("<slug:slug>/settings/file/", hotel_file_page.hotel_file, name="hotel_file"),
    path("<slug:slug>/settings/file/download/", hotel_file_page.download, name="hotel_file_download"),
]
