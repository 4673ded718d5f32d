"""Who works for the hotel: the list, adding somebody, one person's access."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts import roles, staff
from kunjae.accounts.errors import AlreadyMember, NoSuchPerson, StaffChanged
from kunjae.accounts.facts import StaffMember
from kunjae.accounts.models import ROLE_CHOICES
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.settings.staff_forms import NewPerson, RoleForm
from kunjae.kernel.errors import KunjaeError

ROLE_NAMES = dict(ROLE_CHOICES)


@staff_page(allowed=roles.may_manage)
@require_safe
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody with a role at the hotel."""
    found = staff.staff_of(property_id=desk.property.id)
    listed = [
        {"who": each, "role": ROLE_NAMES[each.role], "is_me": each.id == desk.actor.id} for each in found
    ]
    return show(request, desk, "kunjae/settings/staff.html", {"people": listed})


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add somebody. The password that is made for them is shown once, in the answer."""
    form = NewPerson(
        request.POST if request.method == "POST" else None, by=desk.role, initial={"role": "front_desk"}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            password = staff.new_password()
            try:
                made = staff.add_staff(
                    property_id=desk.property.id,
                    by=_me(desk),
                    password=password,
                    now=desk.now,
                    **form.cleaned_data,
                )
            except AlreadyMember:
                form.add_error("email", _("This person works here already."))
            except KunjaeError as error:
                form.add_error(None, error.text(desk.language))
            else:
                return _password_page(
                    request, desk, made.user.email, password if made.is_new else "", is_new_here=True
                )
    return show(request, desk, "kunjae/settings/new_person.html", {"form": form}, status=status)


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, desk: Desk, *, user_id: UUID) -> HttpResponse:
    """One person's access. `do`: role, password, factor, ask (shows the second confirmation), remove."""
    who = _person(desk, user_id)
    form = RoleForm(None, by=desk.role, initial={"role": who.role, "seen": who.seen})
    if request.method != "POST":
        return _person_page(request, desk, who, form)
    do = request.POST.get("do", "")
    if do == "ask":
        return _person_page(request, desk, who, form, asks=True)
    if do == "role":
        form = RoleForm(request.POST, by=desk.role)
        if not form.is_valid():
            return _person_page(request, desk, who, form, status=422)
    try:
        done = _done(request, desk, who, do, form)
    except NoSuchPerson as error:
        messages.error(request, error.text(desk.language))
        return redirect("extranet:staff", slug=desk.property.slug)
    except KunjaeError as error:
        who = _person(desk, user_id)
        form = RoleForm(None, by=desk.role, initial={"role": who.role, "seen": who.seen})
        status = 409 if isinstance(error, StaffChanged) else 422
        return _person_page(request, desk, who, form, trouble=error.text(desk.language), status=status)
    return done or redirect("extranet:staff", slug=desk.property.slug)


def _done(request: HttpRequest, desk: Desk, who: StaffMember, do: str, form: RoleForm) -> HttpResponse | None:
    """Do what a button asked for; None when the list is to follow."""
    asked: dict[str, Any] = {
        "property_id": desk.property.id,
        "by": _me(desk),
        "user_id": who.id,
        "seen": request.POST.get("seen", ""),
    }
    name = {"name": who.name or who.email}
    if do == "role":
        role = form.cleaned_data["role"]
        staff.change_role(**asked, role=role)
        messages.success(request, _("%(name)s: %(role)s") % (name | {"role": ROLE_NAMES[role]}))
    elif do == "password":
        password = staff.new_password()
        staff.give_password(**asked, password=password)
        return _password_page(request, desk, who.email, password)
    elif do == "factor":
        staff.take_second_factor(**asked)
        messages.success(request, _("%(name)s signs in with the password alone now.") % name)
    elif do == "remove":
        staff.take_access(**asked)
        messages.success(request, _("%(name)s has no access any more.") % name)
    return None


def _person_page(
    request: HttpRequest,
    desk: Desk,
    who: StaffMember,
    form: RoleForm,
    *,
    asks: bool = False,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    content = {
        "who": who,
        "form": form,
        "role_name": ROLE_NAMES[who.role],
        "asks": asks,
        "trouble": trouble,
        "is_me": who.id == desk.actor.id,
        "may_change": who.id != desk.actor.id and roles.may_employ(desk.role, who.role),
    }
    return show(request, desk, "kunjae/settings/person.html", content, status=status)


def _password_page(
    request: HttpRequest, desk: Desk, email: str, password: str, *, is_new_here: bool = False
) -> HttpResponse:
    """The only page that ever shows this password; no browser keeps it."""
    content = {"email": email, "password": password, "is_new_here": is_new_here}
    answer = show(request, desk, "kunjae/settings/password.html", content)
    answer["Cache-Control"] = "no-store"
    return answer


def _person(desk: Desk, user_id: UUID) -> StaffMember:
    try:
        return staff.staff_member(property_id=desk.property.id, user_id=user_id)
    except NoSuchPerson:
        raise Http404 from None


def _me(desk: Desk) -> UUID:
    assert desk.actor.id is not None  # noqa: S101 - staff_page lets nobody in without
    return desk.actor.id
