"""Stripe behind the port. Every call has a client of its own, with the hotel's key: nothing of the library's is shared
between hotels or threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method, RefundState
from kunjae.payments.ports import (
    Event,
    KeyField,
    Keys,
    Order,
    ProviderDown,
    ProviderRefused,
    RefundAnswer,
    Started,
)
from kunjae.payments.providers.fields import code_word, missing, wrong
from kunjae.payments.providers.stripe.amounts import STEP_OF_THREE, THREE_DECIMALS, to_stripe
from kunjae.payments.providers.stripe.events import METADATA_CHECKOUT, METADATA_REFUND, event_of, refund_state

if TYPE_CHECKING:
    from stripe import StripeClient

TIMEOUT = (5.0, 20.0)
"""Seconds to connect, and for each piece of the answer."""
SHORTEST_LIFE, LONGEST_LIFE = timedelta(minutes=31), timedelta(hours=23)
"""A page at Stripe lives 30 minutes to 24 hours, counted by its own clock."""
MOST_REFUNDS = 100


class Stripe:
    """`api_base`: another address of the API, for tests."""

    code = "stripe"
    name: Mapping[str, str] = {"en": "Stripe", "th": "Stripe"}
    can = Capabilities(
        cards=True,
        promptpay=True,
        hosted_page=True,
        webhook=True,
        proves=True,
        refund=True,
        partial_refund=True,
        holds=True,
        amount_steps=tuple((currency, STEP_OF_THREE) for currency in THREE_DECIMALS),
    )
    fields: tuple[KeyField, ...] = (
        KeyField(
            "secret_key",
            {"en": "Secret key", "th": "Secret key"},
            {
                "en": "Begins with sk_ or rk_. A restricted key needs to write Checkout Sessions and Refunds.",
                "th": "ขึ้นต้นด้วย sk_ หรือ rk_ หากใช้ restricted key ต้องให้สิทธิ์เขียน Checkout Sessions และ Refunds",
            },
            secret=True,
        ),
        KeyField(
            "webhook_secret",
            {"en": "Signing secret of the webhook", "th": "Signing secret ของเว็บฮุก"},
            {
                "en": "Begins with whsec_. Stripe shows it beside the webhook address.",
                "th": "ขึ้นต้นด้วย whsec_ Stripe แสดงไว้ข้างที่อยู่เว็บฮุก",
            },
            secret=True,
        ),
        KeyField(
            "promptpay",
            {"en": "PromptPay through Stripe", "th": "รับพร้อมเพย์ผ่าน Stripe"},
            {
                "en": "Only if it is switched on in the Stripe account. Refunds of it ask the guest for a bank account.",
                "th": "เฉพาะเมื่อเปิดใช้ในบัญชี Stripe แล้ว การคืนเงินจะขอเลขบัญชีธนาคารจากผู้เข้าพัก",
            },
            required=False,
            tick=True,
        ),
    )

    def __init__(self, api_base: str | None = None) -> None:
        self._api_base = api_base

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        found = missing(self.fields, values)
        key, secret = values.get("secret_key", ""), values.get("webhook_secret", "")
        if key and not key.startswith(("sk_", "rk_")):
            found.append(wrong("secret_key", "not_a_key", "begins with sk_ or rk_", "ต้องขึ้นต้นด้วย sk_ หรือ rk_"))
        if secret and not secret.startswith("whsec_"):
            found.append(wrong("webhook_secret", "not_a_secret", "begins with whsec_", "ต้องขึ้นต้นด้วย whsec_"))
        return found

    def is_real(self, keys: Keys) -> bool:
        return not keys.secrets.get("secret_key", "").startswith(("sk_test_", "rk_test_"))

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        if keys.details.get("promptpay") and keys.currency == "THB":
            return Method.CARD, Method.PROMPTPAY
        return (Method.CARD,)

    def start(self, order: Order, keys: Keys) -> Started:
        """A Checkout Session, one for each order. It may outlive the order: `expire` ends it."""
        amount = to_stripe(order.amount, order.currency)
        about = {METADATA_CHECKOUT: str(order.id), "booking": order.booking, "hotel": keys.slug}
        price = {
            "currency": order.currency.lower(),
            "unit_amount": amount,
            "product_data": {"name": order.description},
        }
        asked: Any = {
            "mode": "payment",
            "client_reference_id": str(order.id),
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_method_types": ["promptpay" if order.method is Method.PROMPTPAY else "card"],
            "success_url": order.return_url,
            "cancel_url": order.return_url,
            "locale": order.language if order.language in ("th", "en") else "auto",
            "metadata": {**about, "method": order.method.value},
            "payment_intent_data": {"metadata": {**about, "method": order.method.value}},
        }
        if order.hold and order.method is Method.CARD:
            asked["payment_intent_data"]["capture_method"] = "manual"
        if _is_address(order.email):
            asked["customer_email"] = order.email
        if order.expires_at + SHORTEST_LIFE < timezone.now() + LONGEST_LIFE:
            asked["expires_at"] = int((order.expires_at + SHORTEST_LIFE).timestamp())
        with _asking(self._client(keys)) as client:
            session = client.v1.checkout.sessions.create(asked, {"idempotency_key": f"checkout-{order.id}"})
        return Started(ref=session.id, url=session.url or "")

    def expire(self, ref: str, keys: Keys) -> None:
        """End the page. One that was paid, or has ended, stays as it is."""
        try:
            with _asking(self._client(keys)) as client:
                client.v1.checkout.sessions.expire(ref)
        except ProviderRefused:
            return

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        """Read back first: Stripe forgets an idempotency key after a day, and a refund that was made, though its answer
        was lost, may be asked for later than that."""
        asked: Any = {
            "payment_intent": payment_ref,
            "amount": to_stripe(amount, keys.currency),
            "metadata": {METADATA_REFUND: str(refund)},
        }
        with _asking(self._client(keys)) as client:
            there = client.v1.refunds.list({"payment_intent": payment_ref, "limit": MOST_REFUNDS})
            made = next((each for each in there.data if _is_of(each.metadata, refund)), None)
            if made is None:
                made = client.v1.refunds.create(asked, {"idempotency_key": f"refund-{refund}"})
        state = refund_state(made.status)
        error = code_word(getattr(made, "failure_reason", None)) if state is RefundState.FAILED else ""
        return RefundAnswer(state, ref=made.id, error=error)

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        """Read back first, as for refunds: taken once already is taken."""
        with _asking(self._client(keys)) as client:
            there = client.v1.payment_intents.retrieve(payment_ref)
            if there.status == "succeeded":
                return
            if there.status != "requires_capture":
                raise ProviderRefused("keeps_nothing")
            client.v1.payment_intents.capture(
                payment_ref,
                {"amount_to_capture": to_stripe(amount, keys.currency)},
                {"idempotency_key": f"capture-{checkout}"},
            )

    def release(self, payment_ref: str, keys: Keys) -> None:
        with _asking(self._client(keys)) as client:
            client.v1.payment_intents.cancel(payment_ref)

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        return event_of(
            headers.get("stripe-signature", ""), body, keys.secrets.get("webhook_secret", ""), now
        )

    def _client(self, keys: Keys) -> StripeClient:
        import stripe  # here, because it takes a third of a second

        return stripe.StripeClient(
            keys.secrets.get("secret_key", ""),
            base_addresses={"api": self._api_base} if self._api_base else None,
            max_network_retries=0,  # the outbox tries again
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        )


def _is_of(metadata: Any, refund: UUID) -> bool:
    return metadata is not None and getattr(metadata, METADATA_REFUND, None) == str(refund)


def _is_address(email: str) -> bool:
    """Whether Stripe would take it: it refuses the whole payment for an address that it cannot read."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return email.isascii()


@contextmanager
def _asking(client: StripeClient) -> Iterator[StripeClient]:
    """The library's errors as the port's."""
    import stripe

    try:
        yield client
    except stripe.APIConnectionError as error:
        raise ProviderDown("unreachable") from error
    except stripe.RateLimitError as error:
        raise ProviderDown("rate_limited") from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderRefused("keys_refused") from error
    except stripe.StripeError as error:
        status = error.http_status or 500
        if status >= 500 or status in (409, 429):
            raise ProviderDown(f"http_{status}") from error
        raise ProviderRefused(code_word(error.code) or "refused") from error
