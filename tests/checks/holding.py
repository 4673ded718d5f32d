"""That everything holds that `kunjae check` proves."""

from datetime import date

from kunjae.checks.proof import prove


def assert_all_holds(today=date(2026, 11, 25)):
    """Raise with the words of what does not."""
    broken = {proof.code: proof.examples for proof in prove(today=today) if not proof.holds}
    assert not broken, broken
