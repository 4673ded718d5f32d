from django.apps import AppConfig


class ConciergeConfig(AppConfig):
    name = "kunjae.concierge"
    label = "concierge"
