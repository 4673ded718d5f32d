from django.urls import URLPattern, URLResolver, path, re_path

from kunjae.api.reference import openapi_json, reference
from kunjae.api.service import api, edge, not_found


def _calls() -> list[URLPattern]:
    """The routes of the API, each behind the edge; without django-ninja's own pages."""
    patterns = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = edge(pattern.callback)
            patterns.append(pattern)
    return patterns


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", edge(openapi_json), name="openapi"),
    path("docs", edge(reference), name="reference"),
    *_calls(),
    re_path(r"^(?P<rest>.*)$", edge(not_found)),
]
