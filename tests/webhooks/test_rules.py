"""Addresses that webhooks may go to, receivers' wishes, and bodies that stay small."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kunjae.kernel.errors import InvalidInput
from kunjae.webhooks.rules import LARGEST_BODY, body_of, endpoint_url, is_public, wait_asked_for

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://pms.example.com/hooks?hotel=1", "https://pms.example.com/hooks?hotel=1"),
        ("https://pms.example.com", "https://pms.example.com/"),
        (" https://PMS.example.com:8443/h ", "https://pms.example.com:8443/h"),
        ("https://โรงแรม.example/จอง", "https://xn--72c6ceb3md.example/%E0%B8%88%E0%B8%AD%E0%B8%87"),
        ("https://pms.example.com/a%20b", "https://pms.example.com/a%20b"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
    ],
)
def test_an_address_is_kept_in_ascii(given, kept):
    assert endpoint_url(given, private_allowed=False) == kept
    assert kept.isascii()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("http://pms.example.com/", "url_not_https"),
        ("ftp://pms.example.com/", "url_not_https"),
        ("file:///etc/passwd", "url_invalid"),
        ("pms.example.com", "url_invalid"),
        ("", "url_invalid"),
        ("https://", "url_invalid"),
        ("https://user:pass@pms.example.com/", "url_invalid"),
        ("https://pms.example.com/#part", "url_invalid"),
        ("https://pms.example.com:99999/", "url_invalid"),
        ("https://[::1/", "url_invalid"),
        ("https://a..b/", "url_invalid"),
        ("https://pms.example.com/" + "x" * 500, "url_invalid"),
        ("https://127.0.0.1/", "url_private"),
        ("https://[::1]/", "url_private"),
        ("https://10.1.2.3/", "url_private"),
        ("https://LOCALHOST/", "url_private"),
    ],
)
def test_other_addresses_are_refused(given, code):
    with pytest.raises(InvalidInput) as refused:
        endpoint_url(given, private_allowed=False)
    assert [(error.path, error.code) for error in refused.value.errors] == [("url", code)]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "http://localhost/x", "https://10.0.0.1/"])
def test_the_houses_own_network_is_fine_where_it_is_allowed(url):
    assert endpoint_url(url, private_allowed=True) == url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1",
        "2002:c0a8:101::1", "100::1",
    ],
)  # fmt: skip
def test_private_addresses_are_none_of_the_public_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "203.0.114.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1"],
)
def test_public_ones_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("1.5", 0),
        ("٣", 3),
        ("99999999999999999999", 86400),
        ("Wed, 25 Nov 2026 02:10:00 GMT", 600),
        ("Wed, 25 Nov 2026 01:00:00 GMT", 0),
        ("Wed, 25 Nov 2099 01:00:00 GMT", 86400),
        ("Wed, 99 Nov 2026 01:00:00 GMT", 0),
        ("Wed, 25 Nov 2026 02:10:00", 0),
    ],
)
def test_a_receiver_may_put_us_off_for_a_day_at_most(header, seconds):
    assert wait_asked_for(header, NOW) == timedelta(seconds=seconds)


def booking(stays, nights, conditions=""):
    night = {"date": "2026-12-01", "room_price": "1500.00", "extra_price": "0.00"}
    stay = {
        "number": 1,
        "policy": {"tiers": []},
        "conditions": {"th": conditions},
        "nights": [night] * nights,
    }
    return {"code": "KJ4F2A", "stays": [stay] * stays}


@pytest.mark.parametrize(
    ("data", "left_out"),
    [
        (booking(1, 2), []),
        (booking(3, 60), []),
        (booking(3, 365), ["nights"]),
        (booking(3, 365, "ก" * 3000), ["nights", "policy", "conditions"]),
        (booking(3000, 2), ["stays"]),
        (booking(3000, 2) | {"notes": "ก" * 9000}, ["stays", "notes"]),
    ],
)
def test_a_body_is_under_twenty_kilobytes_and_says_what_it_leaves_out(data, left_out):
    body = body_of("booking.changed", "2026-11-25T02:00:00Z", data)
    assert len(body) <= LARGEST_BODY
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("booking.changed", "2026-11-25T02:00:00Z")
    assert told["data"]["code"] == "KJ4F2A"
    assert told["data"]["left_out"] == left_out
    assert ("stays" in told["data"]) == ("stays" not in left_out)
    for stay in told["data"].get("stays", []):
        assert not set(left_out) & stay.keys()
        assert {"nights", "policy", "conditions"} - set(left_out) <= stay.keys()
