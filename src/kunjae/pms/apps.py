from django.apps import AppConfig


class PmsConfig(AppConfig):
    name = "kunjae.pms"
    label = "pms"
