"""Django's i18n tags, whose `{% translate "…" %}` looks a constant text up once for each language.

A page has hundreds of them, and finding a text takes Django as long as all the rest of the tag.
"""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class ConstantText(i18n.TranslateNode):
    """The text of a tag that names no variable and no filter."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self._plain = i18n.TranslateNode(node.filter_expression, node.noop)
        self._texts: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = get_language()
        text = self._texts.get(language)
        if text is None:
            text = self._texts[language] = self._plain.render(context)
        if self.asvar:
            context[self.asvar] = text
            return ""
        return text


@register.tag("translate")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """As Django's."""
    node = i18n.do_translate(parser, token)
    expression = node.filter_expression
    constant = isinstance(expression.var.literal, str) and not expression.filters and not node.message_context
    return ConstantText(node) if constant else node
