"""API tokens: which programs may use the hotel's API."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.accounts.commands import create_token, revoke_token
from kunjae.accounts.models import ROLE_CHOICES, ApiToken
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.staff_forms import NewToken


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tokens in use; a POST makes one, whose secret is shown once, in the answer, or revokes one (`revoke`)."""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoked(request, desk, request.POST["revoke"])
    form = NewToken(
        request.POST if request.method == "POST" else None, by=desk.role, initial={"role": "front_desk"}
    )
    status, secret = 200, ""
    if request.method == "POST":
        if form.is_valid():
            made = create_token(property_id=desk.property.id, now=desk.now, **form.cleaned_data)
            secret = made.secret
            form = NewToken(None, by=desk.role, initial={"role": "front_desk"})
        else:
            status = 422
    rows = ApiToken.objects.filter(property=desk.property, revoked_at__isnull=True).order_by("created", "id")
    names = dict(ROLE_CHOICES)
    content = {
        "tokens": [{"row": row, "role": names[row.role]} for row in rows],
        "form": form,
        "secret": secret,
    }
    answer = show(request, desk, "kunjae/settings/tokens.html", content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _revoked(request: HttpRequest, desk: Desk, token: str) -> HttpResponse:
    try:
        token_id = UUID(token)
    except ValueError:
        raise Http404 from None
    if revoke_token(token_id=token_id, property_id=desk.property.id, now=desk.now):
        messages.success(request, _("The token opens nothing any more."))
    else:
        messages.info(request, _("This token is no longer in use."))
    return redirect("extranet:tokens", slug=desk.property.slug)
