"""One POST to a receiver of every kind."""

import os
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kunjae.webhooks import sending
from kunjae.webhooks.sending import Answered, Unanswered, post
from tests.webhooks import receiver as ways
from tests.webhooks.receiver import receiving

SHORT = 0.4
HEADERS = {"webhook-id": "msg_1"}


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


def send(url, **options):
    return post(url, headers=HEADERS, body=b'{"a":1}', **({"private_allowed": True} | options))


def test_body_and_headers_arrive(receiver):
    assert send(receiver.url + "/a?b=c") == Answered(204, "")
    (arrived,) = receiver.arrived
    assert (arrived.path, arrived.body) == ("/hooks/a?b=c", b'{"a":1}')
    assert arrived.headers["webhook-id"] == "msg_1"
    assert arrived.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_body_of_twenty_kilobytes_arrives_whole(receiver):
    body = bytes(range(256)) * 80
    assert post(receiver.url, headers=HEADERS, body=body, private_allowed=True) == Answered(204, "")
    assert receiver.arrived[0].body == body


def test_what_the_receiver_asks_for_is_heard(receiver):
    receiver.then((429, {"Retry-After": "7"}))
    assert send(receiver.url) == Answered(429, "7")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver, status):
    receiver.then((status, {"Location": receiver.url + "/elsewhere"}))
    assert send(receiver.url).status == status
    assert [arrived.path for arrived in receiver.arrived] == ["/hooks"]


@pytest.mark.parametrize("way", [ways.say_nothing, ways.drip])
def test_who_is_slow_runs_into_the_limit_for_the_whole(receiver, way):
    receiver.then(way)
    assert send(receiver.url, timeout=SHORT) is Unanswered.TIMEOUT


def test_an_answer_without_end_is_read_as_far_as_the_log_shows_it(receiver):
    receiver.then(ways.endless_answer)
    assert send(receiver.url, timeout=60.0, reading=60.0) == Answered(200, "", "x" * 2048)


def test_what_the_answer_says_is_heard_without_what_no_text_has(receiver):
    receiver.then(ways.says(b"\x00na\x1b[31m\xffme: \xe0\xb8\x81\n\tis wrong"))
    assert send(receiver.url) == Answered(422, "", "na[31m\ufffdme: \u0e01\n\tis wrong")


@pytest.mark.parametrize("way", [ways.half_a_body, ways.body_that_hangs])
def test_who_has_answered_has_answered_whatever_becomes_of_the_body(receiver, way):
    receiver.then(way)
    assert send(receiver.url, reading=SHORT) == Answered(200, "", "half")


@pytest.mark.parametrize("way", [ways.hang_up, ways.half_an_answer, ways.no_http, ways.endless_header])
def test_who_breaks_off_or_speaks_nonsense_has_not_answered(receiver, way):
    receiver.then(way)
    assert send(receiver.url) is Unanswered.BROKEN_OFF


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert send(f"http://127.0.0.1:{free.getsockname()[1]}/") is Unanswered.UNREACHABLE


# Names and addresses


class Names:
    """A name server that answers what it is told, each time the next."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, host, port, **_):
        self.asked.append(host)
        addresses = self.answers.pop(0)
        if isinstance(addresses, Exception):
            raise addresses
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_into_a_private_network_is_refused(receiver, address):
    names = Names([address])
    url = f"http://hotel.example:{receiver.port}/"
    assert send(url, private_allowed=False, resolve=names) is Unanswered.ADDRESS_REFUSED
    assert receiver.arrived == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
def test_however_the_own_machine_is_written_it_is_refused(receiver, host):
    url = f"http://{host}:{receiver.port}/"
    assert send(url, private_allowed=False) in (Unanswered.ADDRESS_REFUSED, Unanswered.NAME_UNKNOWN)
    assert receiver.arrived == []


def test_of_a_names_addresses_only_the_public_ones_are_tried(receiver):
    names = Names(["203.0.113.1", "127.0.0.1"])  # the first is of no network at all
    url = f"http://hotel.example:{receiver.port}/"
    assert send(url, private_allowed=False, resolve=names) is Unanswered.ADDRESS_REFUSED
    assert receiver.arrived == []


def test_the_connection_goes_to_the_address_that_was_checked_without_asking_again(receiver):
    names = Names(["127.0.0.1"], AssertionError("asked twice"))
    url = f"http://hotel.example:{receiver.port}/"
    assert send(url, resolve=names) == Answered(204, "")
    assert names.asked == ["hotel.example"]
    assert receiver.arrived[0].headers["host"] == f"hotel.example:{receiver.port}"


def test_an_address_that_does_not_answer_is_passed_over(receiver):
    names = Names(["127.0.0.2", "127.0.0.1"])  # the receiver listens on the second only
    assert send(f"http://hotel.example:{receiver.port}/", resolve=names) == Answered(204, "")


def test_a_name_that_nobody_knows():
    names = Names(socket.gaierror("no such name"))
    assert send("https://hotel.example/", resolve=names) is Unanswered.NAME_UNKNOWN


# TLS


@pytest.fixture
def forgetful():
    """Whom TLS trusts is read once in the life of a process; here, once in each test."""
    sending._trusted.cache_clear()
    yield
    sending._trusted.cache_clear()


@pytest.fixture
def certificate(tmp_path, monkeypatch, forgetful):
    """A certificate for hotel.example, which this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hotel.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hotel.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "hotel.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_tls_proves_the_name_though_the_connection_goes_to_an_address(certificate):
    with receiving(certificate) as receiver:
        url = f"https://hotel.example:{receiver.port}/"
        assert send(url, resolve=Names(["127.0.0.1"])) == Answered(204, "")


def test_a_certificate_for_another_name_is_no_proof(certificate):
    with receiving(certificate) as receiver:
        url = f"https://other.example:{receiver.port}/"
        assert send(url, resolve=Names(["127.0.0.1"])) is Unanswered.UNREACHABLE
        assert receiver.arrived == []


def test_a_certificate_that_nobody_vouches_for_is_no_proof(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with receiving(certificate) as receiver:
        url = f"https://hotel.example:{receiver.port}/"
        assert send(url, resolve=Names(["127.0.0.1"])) is Unanswered.UNREACHABLE
        assert receiver.arrived == []
