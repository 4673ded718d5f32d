"""A mail that only shows that mails reach an address of the hotel."""

from __future__ import annotations

from kunjae.kernel.texts import in_language
from kunjae.messages.blocks import Paragraph, clean
from kunjae.messages.rendering import Rendered, laid_out
from kunjae.messages.words import say
from kunjae.properties.models import Property


def address_test(property: Property, language: str) -> Rendered:
    """The same words for every hotel."""
    hotel = clean(in_language(property.name, language), one_line=True)
    body = [Paragraph((say("test_body", language, hotel=hotel),))]
    return laid_out(property, language, say("test_subject", language), body, [say("foot_test", language)])
