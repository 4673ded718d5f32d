from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "kunjae.changes"
    label = "changes"
