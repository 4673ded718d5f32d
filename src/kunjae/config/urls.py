"""Every address of the house."""

from django.urls import include, path
from django.views.generic import RedirectView

from kunjae.api.calendar_feed import calendar_feed
from kunjae.api.hooks import payment_event, pms_event
from kunjae.config import health
from kunjae.guest.test_payments.page import page as test_payments_page

urlpatterns = [
    path("", RedirectView.as_view(url="/extranet/"), name="home"),
    path("accounts/", include("allauth.urls")),
    path("extranet/setup/", include("kunjae.extranet.setup.urls")),
    path("extranet/", include("kunjae.extranet.urls")),
    path("g/", include("kunjae.guest.urls")),
    path("api/v1/", include("kunjae.api.urls")),
    path("hooks/payments/<slug:slug>/<slug:provider>", payment_event, name="payment_event"),
    path("hooks/pms/<slug:slug>/<str:secret>", pms_event, name="pms_event"),
    path("calendar/<slug:slug>/<str:secret>.ics", calendar_feed, name="calendar_feed"),
    path("test-payments/<slug:slug>/<uuid:checkout>/", test_payments_page, name="test_payments"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler500 = "kunjae.config.errors.failed"
