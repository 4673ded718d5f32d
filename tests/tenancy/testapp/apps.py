from django.apps import AppConfig


class TestHotelConfig(AppConfig):
    name = "tests.tenancy.testapp"
    label = "testhotel"
