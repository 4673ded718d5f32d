"""The addresses of the webhooks."""

from django.urls import URLPattern, path

from kunjae.extranet.settings.webhooks import pages

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/webhooks/", pages.webhooks, name="webhooks"),
    path("<slug:slug>/settings/webhooks/new/", pages.new_webhook, name="new_webhook"),
    path("<slug:slug>/settings/webhooks/<uuid:id>/", pages.webhook, name="webhook"),
    path("<slug:slug>/settings/webhooks/<uuid:id>/<uuid:message>/", pages.delivery, name="webhook_delivery"),
]
