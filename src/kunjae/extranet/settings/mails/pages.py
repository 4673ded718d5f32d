"""Which mails there are, and the words of each: the house's, or the hotel's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts import roles
from kunjae.bookings.errors import NoSuchBooking
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.mails.preview import PREVIEW_CSP, pictures_here
from kunjae.extranet.mails.words import KINDS, READERS
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.messages.commands import (
    Draft,
    WordingMoved,
    checked,
    reset_wording,
    save_wording,
    seen_wording,
    wrong_template,
)
from kunjae.messages.facts import LANGUAGES, WRITTEN, Kind, Reader
from kunjae.messages.postman import sends_mails
from kunjae.messages.queries import own_wordings
from kunjae.messages.recipients import offer_confirmation, reservations
from kunjae.messages.rendering import Written, render_mail
from kunjae.messages.samples import sample
from kunjae.messages.templating import LONGEST_BODY, LONGEST_SUBJECT, WrongTemplate
from kunjae.messages.variables import variables_of
from kunjae.messages.wording import Wording, house_wording, wording_of


class WordingForm(forms.Form):
    """Subject and body; and the booking to show them with."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT, strip=True)
    body = forms.CharField(
        label=gettext_lazy("Body"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "mail-words"}),
        help_text=gettext_lazy(
            "An empty line between paragraphs, “- ” before the items of a list, “# ” before a heading."
        ),
    )
    booking = forms.CharField(
        label=gettext_lazy("Show with booking"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Left empty: the newest."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would be, PIN and links masked; `html` with its pictures from here. `made_up`: part of it did not
    happen."""

    mail: Written
    html: str
    booking: str
    made_up: bool


@staff_page(allowed=roles.may_manage)
@require_safe
def wordings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every mail that there is, and whose words it has."""
    own = own_wordings(desk.property)
    content = {
        "mails": [
            {
                "kind": kind.value,
                "reader": reader.value,
                "what": KINDS[kind],
                "to": READERS[reader],
                "languages": [
                    {"code": language, "own": (kind.value, reader.value, language) in own}
                    for language in LANGUAGES
                ],
            }
            for kind, reader in WRITTEN
        ],
        "reservations": reservations(desk.property),
        "orders": offer_confirmation(desk.property),
        "sends_mails": sends_mails(),
        "sender": settings.DEFAULT_FROM_EMAIL,
    }
    return show(request, desk, "kunjae/settings/mails/list.html", content)


@csp_override(PREVIEW_CSP)
@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, desk: Desk, kind: str, reader: str, language: str) -> HttpResponse:
    """The words of one mail. A POST saves them (`do` save), shows what they would give (preview), or takes the hotel's
    own back (reset)."""
    which = _which(kind, reader, language)
    posted = request.POST if request.method == "POST" else None
    if posted is not None and posted.get("do") == "reset":
        return _reset(request, desk, which)
    words = wording_of(desk.property, *which)
    form = WordingForm(
        posted,
        initial={
            "subject": words.subject,
            "body": words.body,
            "seen": seen_wording(desk.property, *which),
        },
    )
    status, preview = 200, None
    if form.is_bound:
        preview, status = _posted(request, desk, which, form)
        if status == 302:
            return redirect(
                "extranet:mail_wording", desk.property.slug, which[0].value, which[1].value, which[2]
            )
    content: dict[str, Any] = {
        "form": form,
        "preview": preview,
        "what": KINDS[which[0]],
        "to": READERS[which[1]],
        "mail_language": which[2],
        "own": words.own,
        "house": house_wording(*which),
        "variables": [
            {"path": each.path, "says": in_language(each.says, desk.language)}
            for each in variables_of(which[0], which[1])
        ],
    }
    return show(request, desk, "kunjae/settings/mails/wording.html", content, status=status)


def _which(kind: str, reader: str, language: str) -> tuple[Kind, Reader, str]:
    try:
        which = Kind(kind), Reader(reader)
    except ValueError:
        raise Http404 from None
    if which not in WRITTEN or language not in LANGUAGES:
        raise Http404
    return *which, language


def _posted(
    request: HttpRequest, desk: Desk, which: tuple[Kind, Reader, str], form: WordingForm
) -> tuple[Preview | None, int]:
    """The preview, if one was asked for, and the answer's status; 302: saved."""
    if not form.is_valid():
        return None, 422
    kind, reader, language = which
    given = form.cleaned_data
    draft = Draft(given["subject"], given["body"])
    try:
        draft = checked(draft, kind, reader)
        shown = _shown(desk, which, draft, given["booking"].strip())
        if request.POST.get("do") == "preview":
            return shown, 200
        save_wording(
            property=desk.property,
            kind=kind,
            reader=reader,
            language=language,
            draft=draft,
            seen=given["seen"],
            actor=desk.actor,
            now=desk.now,
        )
    except InvalidInput as error:
        for wrong in error.errors:
            form.add_error(wrong.path, in_language(wrong.message, desk.language))
        return None, 422
    except NoSuchBooking:
        form.add_error("booking", _("There is no such booking."))
        return None, 422
    except WordingMoved as error:
        form.add_error(None, error.text(desk.language))
        form.data = {**dict(form.data.items()), "seen": seen_wording(desk.property, *which)}
        return None, 409
    notices.success(request, _("These words are sent from now on."))
    return None, 302


def _shown(desk: Desk, which: tuple[Kind, Reader, str], draft: Draft, code: str) -> Preview | None:
    """The mail in these words; None while the hotel has no booking to show it with. Raises InvalidInput for what only
    shows when it is written out."""
    kind, reader, language = which
    found = sample(desk.property, kind, code, desk.now)
    if found is None:
        return None
    try:
        words = Wording(draft.subject, draft.body, own=True)
        mail = render_mail(found.matter, kind, reader, language, words, desk.now).masked()
    except WrongTemplate as error:
        raise InvalidInput(wrong_template("body", error)) from error
    return Preview(mail, pictures_here(mail.html), found.matter.booking.code, found.made_up)


def _reset(request: HttpRequest, desk: Desk, which: tuple[Kind, Reader, str]) -> HttpResponse:
    kind, reader, language = which
    if reset_wording(property=desk.property, kind=kind, reader=reader, language=language):
        notices.success(request, _("The house's words stand again."))
    return redirect("extranet:mail_wording", desk.property.slug, kind.value, reader.value, language)
