"""Values that many shapes hold, and the shape of shapes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

DATE = {"type": "string", "format": "date", "examples": ["2026-12-10"]}

Money = Annotated[
    str,
    Field(
        pattern=r"^-?\d+(\.\d+)?$",
        examples=["3000.00"],
        description="A decimal text with the currency's own decimals.",
    ),
]
Price = Annotated[
    str,
    Field(pattern=r"^\d+(\.\d+)?$", examples=["1800.00"], description="An amount that is not negative."),
]
Percent = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$", examples=["50"])]
StayNumber = Annotated[int, Field(ge=1, description="The stay's number in the booking.")]
Adults = Annotated[int, Field(ge=0, le=100)]
Children = Annotated[int, Field(ge=0, le=100)]
Text = dict[Literal["th", "en"], str]
NightlyPrices = Annotated[
    list[Price] | None,
    Field(max_length=365, description="Room prices, one for each night; the extra-person charge is added."),
]


class Shape(BaseModel):
    """Nothing but the fields named."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
