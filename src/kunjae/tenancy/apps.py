from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kunjae.tenancy"
    label = "tenancy"
