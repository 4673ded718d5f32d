"""The hotel's logo on the pages of its guests: a picture, kept as those of offers are."""

from __future__ import annotations

from kunjae.concierge.pictures import keep_picture, offer_picture, picture_name, read_picture
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

LOGO = "logo_picture"
"""Of a property's details: a path in the folder of uploads. No hotel file rules it."""


def logo_of(property: Property) -> str:
    """The path of the logo; empty without one."""
    return str(property.details.get(LOGO) or "")


def change_logo(*, property: Property, content: bytes | None) -> None:
    """Show this picture to guests; None: none any more. Raises InvalidInput (`logo`) for a file that is none."""
    path = "" if content is None else keep_picture(property.id, content, "logo")
    run_in_transaction(lambda: _write(property, path))


def bring_logo(*, property: Property, content: bytes) -> bool:
    """Show this picture, unless it is the one that is shown already; whether that made a difference. Raises InvalidInput as
    above."""
    had = logo_of(property)
    if had and read_picture(property.id, picture_name(had)) == offer_picture(content, "logo"):
        return False
    change_logo(property=property, content=content)
    return True


def _write(property: Property, path: str) -> None:
    row = Property.objects.select_for_update(no_key=True).get(id=property.id)
    row.details = {name: value for name, value in row.details.items() if name != LOGO} | (
        {LOGO: path} if path else {}
    )
    row.save(update_fields=["details"])
