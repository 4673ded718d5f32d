"""Idempotency-Key: a call sent twice is done once (api.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import IntegrityError
from django.http import HttpRequest

from kunjae.accounts.encryption import decrypt, encrypt
from kunjae.api.callers import Caller
from kunjae.api.models import KeptAnswer
from kunjae.api.problems import Refused
from kunjae.kernel.errors import invalid
from kunjae.kernel.texts import LocalText
from kunjae.tenancy.transactions import Busy, run_in_transaction

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 200
KEY_REFUSALS = ("idempotency_key_reused", "idempotency_answer_lost")
"""Codes with which a key may be refused."""
TRIES = 4
"""How often the whole is run again because somebody was quicker: at the key, at a room, at a booking code."""
ANSWER_LOST: LocalText = {
    "en": "This call was done under this key before, and is not done again. What it answered can no longer be read: "
    "look at what there is now, and send a new call under a new key.",
    "th": "คำขอนี้เคยดำเนินการด้วยคีย์นี้แล้ว จึงไม่ดำเนินการซ้ำ แต่อ่านคำตอบเดิมไม่ได้แล้ว กรุณาตรวจสอบข้อมูลปัจจุบัน "
    "หากต้องการส่งคำขอใหม่ ให้ใช้คีย์ใหม่",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers. `replayed`: it was kept from the first time."""

    status: int
    content: dict[str, Any]
    replayed: bool = False


def once(
    request: HttpRequest,
    caller: Caller,
    body: object,
    work: Callable[[], Answer],
    *,
    again_after: tuple[type[Exception], ...] = (),
) -> Answer:
    """Do the work, or answer as it did before if the request's key was used already.

    With a key, the key's row and the work are one transaction: of two calls at the same time the second waits for
    the first and then finds its answer. A refusal rolls both back, so that the same key may be tried again.
    `again_after`: errors after which the whole is run again, beside IntegrityError; the commands themselves do not
    try again inside this transaction.

    Raises Refused (`idempotency_key_reused`, `idempotency_answer_lost`), InvalidInput for a key that cannot be one,
    and what the work raises.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    _check_key(key)
    fingerprint = _fingerprint(request, body)
    passing: tuple[type[Exception], ...] = (IntegrityError, *again_after)
    quicker: Exception = Busy()
    for _ in range(TRIES):
        try:
            return run_in_transaction(lambda: _kept_or_done(caller, key, fingerprint, work))
        except passing as error:
            quicker = error
    raise quicker


def _kept_or_done(caller: Caller, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
    rows = KeptAnswer.objects.of(caller.property)
    kept = rows.filter(key=key).first()
    if kept is not None and kept.at > caller.now - KEPT_FOR:
        if kept.fingerprint != fingerprint:
            raise Refused("idempotency_key_reused")
        return Answer(kept.status, _content(kept), replayed=True)
    rows.filter(at__lte=caller.now - KEPT_FOR).delete()
    row = KeptAnswer(property=caller.property, key=key, fingerprint=fingerprint, at=caller.now)
    row.save(force_insert=True)  # whoever comes second with this key waits here
    answer = work()
    rows.filter(id=row.id).update(status=answer.status, answer=encrypt(json.dumps(answer.content)))
    return answer


def _content(kept: KeptAnswer) -> dict[str, Any]:
    """What was answered. Refused when it was encrypted with another key than this installation's: the work was done,
    and must not be done again because nobody can say how it went."""
    try:
        content: dict[str, Any] = json.loads(decrypt(kept.answer))
    except InvalidToken as error:
        raise Refused("idempotency_answer_lost", ANSWER_LOST) from error
    return content


def _fingerprint(request: HttpRequest, body: object) -> str:
    """The same for the same call, however its JSON is spaced or ordered."""
    canonical = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path}\n{canonical}".encode()).hexdigest()


def _check_key(key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise invalid(
            "Idempotency-Key",
            "invalid_key",
            "must be 1 to {n} printable ASCII characters",
            "ต้องเป็นอักขระ ASCII 1 ถึง {n} ตัว",
            n=LONGEST_KEY,
        )
