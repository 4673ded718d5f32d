from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "kunjae.inventory"
    label = "inventory"
