"""What every page of the set-up begins and ends with: who goes on with it, how far it is, what is shown around a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kunjae.accounts.first_owner import has_staff
from kunjae.accounts.models import User
from kunjae.accounts.queries import memberships
from kunjae.extranet.setup.progress import STEPS, Standing, Step, standing_of
from kunjae.imports.editing import EditedMeanwhile
from kunjae.kernel.moments import local_date
from kunjae.properties.models import Property

TITLES = {
    Step.OWNER: _("Owner"),
    Step.PROPERTY: _("Property"),
    Step.ROOMS: _("Rooms"),
    Step.RATES: _("Rate plan"),
    Step.PRICES: _("Prices"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of whoever sets the hotel up. The clock is read here, once."""

    user: User
    standing: Standing
    step: Step
    now: datetime
    language: str

    @property
    def hotel(self) -> Property:
        """The hotel; only behind the property page."""
        if self.standing.property is None:
            raise LookupError("there is no property yet")
        return self.standing.property

    @property
    def today(self) -> date:
        """The hotel-local date."""
        return local_date(self.now, self.hotel.timezone)

    def still(self) -> None:
        """Asked inside the transaction that saves. Raises EditedMeanwhile when the set-up is over by now."""
        standing = standing_of(self.user, memberships(user_id=self.user.pk))
        if standing is None or not standing.allows(self.step):
            raise EditedMeanwhile


type SetUpView = Callable[[HttpRequest, Visit], HttpResponse]


def step_page(step: Step) -> Callable[[SetUpView], Callable[[HttpRequest], HttpResponse]]:
    """Decorator: `view(request, visit)` for the owner who sets up, on this page or on an earlier one than the missing one.

    Everybody else is led to where they belong: to the missing page, to their hotel, to the sign-in.
    """

    def decorate(view: SetUpView) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(reverse("extranet:home")) if has_staff() else redirect("setup:owner")
            standing = standing_of(user, memberships(user_id=user.pk))
            if standing is None:
                return redirect("extranet:home")
            if not standing.allows(step):
                return redirect(f"setup:{standing.step}")
            return view(request, Visit(user, standing, step, timezone.now(), language_of_page()))

        return page

    return decorate


def show_step(
    request: HttpRequest, step: Step, content: dict[str, Any], *, status: int = 200, back: bool = True
) -> HttpResponse:
    """The page `kunjae/setup/<step>.html`, with how far the set-up is. `back`: whether one may go back from it."""
    at = STEPS.index(step)
    shared = {
        "title": TITLES[step],
        "number": at + 1,
        "steps": [
            {"number": index + 1, "title": TITLES[each], "is_done": index < at, "is_current": index == at}
            for index, each in enumerate(STEPS)
        ],
        "back": reverse(f"setup:{STEPS[at - 1]}") if back and at > 1 else "",
    }
    return render(request, f"kunjae/setup/{step}.html", shared | content, status=status)


def next_page(step: Step) -> HttpResponse:
    """On to the page behind this one."""
    return redirect(f"setup:{STEPS[STEPS.index(step) + 1]}")


def language_of_page() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"
