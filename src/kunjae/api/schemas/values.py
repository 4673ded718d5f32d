"""Values that many shapes hold, and the shape of shapes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

CHECK_IN = {"type": "string", "format": "date", "examples": ["2026-12-10"]}
CHECK_OUT = {"type": "string", "format": "date", "examples": ["2026-12-12"]}
CheckIn = Annotated[dt.date, Field(examples=CHECK_IN["examples"])]
CheckOut = Annotated[dt.date, Field(examples=CHECK_OUT["examples"])]
RoomTypeCode = Annotated[str, Field(min_length=1, max_length=20, examples=["STD"])]
RatePlanCode = Annotated[str, Field(min_length=1, max_length=20, examples=["BAR"])]
RoomNumber = Annotated[str, Field(min_length=1, max_length=20, examples=["003"])]
BookingCode = Annotated[str, Field(min_length=1, max_length=20, examples=["KJ4F2A7M"])]
Email = Annotated[str, Field(max_length=254, examples=["malee@example.com"])]
Phone = Annotated[str, Field(max_length=40, examples=["+66812345678"])]
Country = Annotated[str, Field(pattern=r"^([A-Za-z]{2,3})?$", examples=["TH"])]
LanguageCode = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?$", examples=["th"])]

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
    Field(
        pattern=r"^\d{1,18}(\.\d{1,9})?$",
        examples=["1800.00"],
        description="An amount that is not negative, with no more decimals than the currency has.",
    ),
]
Percent = Annotated[str, Field(pattern=r"^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$", examples=["50"])]
StayNumber = Annotated[
    int, Field(ge=1, le=10**6, examples=[1], description="The stay's number in the booking.")
]
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
