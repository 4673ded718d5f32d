from django.apps import AppConfig


class PropertiesConfig(AppConfig):
    name = "kunjae.properties"
    label = "properties"
