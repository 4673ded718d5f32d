"""The address of the mail before arrival."""

from django.urls import path

from kunjae.extranet.pre_arrival import page

urlpatterns = [path("<slug:slug>/pre-arrival/", page.pre_arrival, name="pre_arrival")]
