"""Find the hotel that an option names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kunjae.kernel.errors import KunjaeError

if TYPE_CHECKING:
    from kunjae.properties.models import Property


class UnknownHotel(KunjaeError):
    """There is no hotel with this slug."""

    code = "unknown_hotel"


def find_hotel(slug: str) -> Property:
    """The hotel with this slug. Raises UnknownHotel, which names those that there are (the first few)."""
    from kunjae.properties.models import Property

    hotel = Property.objects.filter(slug=slug).first()
    if hotel is None:
        known = list(Property.objects.order_by("slug").values_list("slug", flat=True)[:10])
        others = (
            f"There are: {', '.join(known)}." if known else "Import one first: `kunjae import-hotel FILE`."
        )
        raise UnknownHotel(f"There is no hotel “{slug}”. {others}")
    return hotel
