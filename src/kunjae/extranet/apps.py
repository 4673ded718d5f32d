from django.apps import AppConfig


class ExtranetConfig(AppConfig):
    name = "kunjae.extranet"
    label = "extranet"
