from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "kunjae.bookings"
    label = "bookings"
