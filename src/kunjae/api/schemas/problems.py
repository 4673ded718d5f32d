"""What the API says when it says no."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kunjae.api.schemas.previews import PlanProblem, Preview
from kunjae.api.schemas.values import Shape


class WrongField(Shape):
    path: str = Field(examples=["operations.0.check_in"])
    code: str
    message: str


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `title`, `detail` and messages are in the caller's language."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[WrongField] = Field(default_factory=list)


class PlanOutdated(Problem):
    preview: Preview


class EarlyDeparture(Problem):
    preview: Preview


class PlanRefused(Problem):
    preview: Preview
    problems: list[PlanProblem]
