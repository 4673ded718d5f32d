from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kunjae.api"
    label = "api"
