from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "kunjae.messages"
    label = "mails"
