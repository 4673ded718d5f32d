"""Whoever watches for the stranger's words would notice them."""

import pytest

from tests.hostile.their_secrets import Secrets

IDS = ["0192f0c1-0000-7000-8000-00000000000a", "0192f0c1-0000-7000-8000-00000000000b"]
secrets = Secrets({"fremdling", "7654321", IDS[0], IDS[1].replace("-", "")})


@pytest.mark.parametrize(
    "shown",
    [
        "Hotel FREMDLING",
        "<b>7654321</b>",
        *IDS,
        IDS[0].replace("-", ""),
        f"f{IDS[1].upper()}-0",
        "0192f0c1" + IDS[0],
    ],
)
def test_what_is_told_is_noticed_unless_it_was_sent(shown: str) -> None:
    assert len(secrets.told(f"something, {shown}, and more", "nothing of it")) == 1
    assert secrets.told(shown, f"I said {shown}") == set()


def test_what_only_looks_like_it_is_no_secret() -> None:
    assert secrets.told("0192f0c1-0000-7000-8000-00000000000c, 765432, fremd", "") == set()
