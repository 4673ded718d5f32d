from django.apps import AppConfig


class GuestConfig(AppConfig):
    name = "kunjae.guest"
    label = "guest"
