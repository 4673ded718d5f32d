"""Drawing the controls of forms: what Django's widget templates draw, without their templates.

An input is one line of HTML, but to Django two templates, and a page has dozens. The plain ones are put together
here, letter by letter as Django does it; all others are left to it.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets/"
INPUTS = frozenset(
    f"{_FOLDER}{name}.html"
    for name in ("input", "text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "time", "checkbox")
)  # fmt: skip
SELECT, OPTION, TEXTAREA = (f"{_FOLDER}{name}.html" for name in ("select", "select_option", "textarea"))


class Controls(DjangoTemplates):
    """The form renderer of the house."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return mark_safe(_input(context["widget"]))  # noqa: S308 - every part is escaped
        if template_name == SELECT:
            return mark_safe(_select(context["widget"]))  # noqa: S308
        if template_name == TEXTAREA:
            return mark_safe(_textarea(context["widget"]))  # noqa: S308
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _select(widget: dict[str, Any]) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += [f"\n  {_option(option)}" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _option(option: dict[str, Any]) -> str:
    return (
        f'<option value="{_text(option["value"])}"{_attributes(option)}>{_text(option["label"])}</option>\n'
    )


def _textarea(widget: dict[str, Any]) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: object) -> SafeString:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))
