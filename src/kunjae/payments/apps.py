from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "kunjae.payments"
    label = "payments"
