"""The addresses of the words of mails and of the outbox."""

from django.urls import path

from kunjae.extranet.settings.mails import notifications, outbox, pages

urlpatterns = [
    path("<slug:slug>/settings/mails/", pages.wordings, name="mail_wordings"),
    path("<slug:slug>/settings/mails/notifications/", notifications.notifications, name="notifications"),
    path(
        "<slug:slug>/settings/mails/<str:kind>/<str:reader>/<str:language>/",
        pages.wording,
        name="mail_wording",
    ),
    path("<slug:slug>/settings/outbox/", outbox.outbox, name="outbox"),
]
