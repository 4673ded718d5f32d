from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kunjae.accounts"
    label = "accounts"
