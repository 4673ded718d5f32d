from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "kunjae.rates"
    label = "rates"
