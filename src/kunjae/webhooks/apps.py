from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "kunjae.webhooks"
    label = "webhooks"
