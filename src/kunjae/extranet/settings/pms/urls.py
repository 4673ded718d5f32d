"""The addresses of the settings of the PMS."""

from django.urls import URLPattern, path

from kunjae.extranet.settings.pms import connection, dry_run, names, offers, overview, reservations

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/settings/pms/", overview.pms, name="pms"),
    path("<slug:slug>/settings/pms/connection/<slug:code>/", connection.connection, name="pms_connection"),
    path("<slug:slug>/settings/pms/offers/", offers.offers, name="pms_map"),
    path("<slug:slug>/settings/pms/reservations/", reservations.reservations, name="pms_reservations"),
    path("<slug:slug>/settings/pms/rooms/", names.names, name="pms_names"),
    path("<slug:slug>/settings/pms/dry-run/", dry_run.dry_run, name="pms_dry_run"),
]
