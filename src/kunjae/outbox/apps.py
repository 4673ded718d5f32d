from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kunjae.outbox"
    label = "outbox"
