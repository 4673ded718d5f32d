from django.urls import path

from kunjae.extranet.find.views import find

urlpatterns = [path("<slug:slug>/find/", find, name="find")]
