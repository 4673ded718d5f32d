"""The first page: whoever has the key becomes the owner, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kunjae.accounts.errors import InvalidEmail, WeakPassword
from kunjae.accounts.first_owner import OwnerExists, has_staff
from kunjae.accounts.models import User
from kunjae.extranet.setup.key import is_set_up_key
from kunjae.extranet.setup.pages import language_of_page, show_step
from kunjae.extranet.setup.progress import Step
from kunjae.extranet.setup.saving import save_owner
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.parsing import parse_text

LEAST_PASSWORD = 10
BACKEND = "kunjae.accounts.sign_in.StaffBackend"


class PasswordInput(forms.PasswordInput):
    """Shown again when another field was wrong: only to whoever has just typed it, on a page that nobody keeps."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "new-password"}, render_value=True)


class OwnerForm(forms.Form):
    """Who owns the hotel's house of data."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=PasswordInput(),
        help_text=_("At least 10 characters; a sentence is easy to remember."),
    )
    again = forms.CharField(
        label=_("The password once more"), max_length=500, strip=False, widget=PasswordInput()
    )

    def clean_name(self) -> str:
        try:
            return " ".join(parse_text(self.cleaned_data["name"], "name", most=120).split())
        except InvalidInput as error:
            raise forms.ValidationError(error.text(language_of_page())) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, second = given.get("password"), given.get("again")
        if first and second and first != second:
            self.add_error("again", _("The two passwords differ."))
        return given


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest) -> HttpResponse:
    """Gone for ever once anybody has a sign-in."""
    if has_staff():
        return redirect("extranet:home")
    key = request.POST.get("key", "") or request.GET.get("key", "")
    if not is_set_up_key(key):
        is_wrong = bool(key) or request.method == "POST"
        return render(
            request,
            "kunjae/setup/key.html",
            {"is_wrong": is_wrong, "key": key},
            status=403 if is_wrong else 200,
        )
    form = OwnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _save(form)
        except OwnerExists:
            messages.warning(
                request, gettext("Somebody else has become the owner in the meantime. Please sign in.")
            )
            return redirect("extranet:home")
        if user is not None:
            login(request, user, backend=BACKEND)
            return redirect("extranet:home")
    return show_step(request, Step.OWNER, {"form": form, "key": key}, status=422 if form.is_bound else 200)


def _save(form: OwnerForm) -> User | None:
    """The owner; None when something is wrong, which the form then shows."""
    given = form.cleaned_data
    try:
        return save_owner(
            email=given["email"], password=given["password"], name=given["name"], now=timezone.now()
        )
    except InvalidEmail:
        form.add_error("email", _("This is no email address."))
    except WeakPassword as error:
        form.add_error("password", str(error))
    return None
