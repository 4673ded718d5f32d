from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "kunjae.pages"
    label = "pages"
