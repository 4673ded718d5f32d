"""What the house raises when the world moved or the caller is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kunjae.kernel.texts import LocalText, in_language


class KunjaeError(Exception):
    """Something could not be done. `code` is stable and may be relied on by programs."""

    code = "error"

    def text(self, language: str) -> str:
        """The message for people, in their language."""
        return str(self)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong value: where it stands (`operations.0.check_in`), a stable code, the words in each language."""

    path: str
    code: str
    message: LocalText


class InvalidInput(KunjaeError):
    """Values that cannot be understood or used. Carries every wrong field; nothing was saved."""

    code = "invalid"

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error.path}: {error.message['en']}" for error in errors))

    def text(self, language: str) -> str:
        return "; ".join(in_language(error.message, language) for error in self.errors)

    def under(self, prefix: str) -> InvalidInput:
        """The same errors, their paths beginning with `prefix`."""
        return type(self)(
            *(
                FieldError(f"{prefix}.{error.path}" if error.path else prefix, error.code, error.message)
                for error in self.errors
            )
        )


def invalid(path: str, code: str, en: str, th: str, /, **values: object) -> InvalidInput:
    """An `InvalidInput` of one field; `{name}` in the texts is filled from `values`."""
    message: Mapping[str, str] = {"en": en.format(**values), "th": th.format(**values)}
    return InvalidInput(FieldError(path, code, message))
