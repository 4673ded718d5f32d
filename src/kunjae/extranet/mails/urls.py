"""The addresses of sent mails."""

from django.urls import path

from kunjae.extranet.mails import pages

urlpatterns = [
    path("<slug:slug>/mails/", pages.sent_mails, name="mails"),
    path("<slug:slug>/mails/<uuid:id>/", pages.sent_mail, name="sent_mail"),
    path("<slug:slug>/mails/<uuid:id>/body/", pages.sent_mail_body, name="sent_mail_body"),
]
