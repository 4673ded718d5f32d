"""The addresses of the calendar."""

from django.urls import URLPattern, path

from kunjae.extranet.calendar import blocks, free, views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/calendar/", views.calendar, name="calendar"),
    path("<slug:slug>/calendar/free/", free.free, name="calendar_free"),
    path("<slug:slug>/calendar/blocks/<uuid:block>/", blocks.block, name="calendar_block"),
    path("<slug:slug>/calendar/stays/<str:code>/<int:number>/", views.stay, name="calendar_stay"),
]
