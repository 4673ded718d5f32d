"""Every address of the house."""

from django.urls import include, path
from django.views.generic import RedirectView

from kunjae.config import health

urlpatterns = [
    path("", RedirectView.as_view(url="/extranet/"), name="home"),
    path("accounts/", include("allauth.urls")),
    path("extranet/setup/", include("kunjae.extranet.setup.urls")),
    path("extranet/", include("kunjae.extranet.urls")),
    path("g/", include("kunjae.guest.urls")),
    path("api/v1/", include("kunjae.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler500 = "kunjae.config.errors.failed"
