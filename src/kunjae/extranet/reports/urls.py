from django.urls import path

from kunjae.extranet.reports import upselling

urlpatterns = [
    path("<slug:slug>/reports/upselling/", upselling.upselling, name="upselling"),
    path("<slug:slug>/reports/upselling.csv", upselling.upselling_file, name="upselling_file"),
]
