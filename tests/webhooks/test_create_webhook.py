"""`kunjae create-webhook`."""

import pytest
from click.testing import CliRunner

from kunjae.config import cli
from kunjae.webhooks.models import Endpoint
from tests.hotel import make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return make_hotel()


def create(url, *options):
    return CliRunner().invoke(cli.main, ["create-webhook", url, "--property", "baan-talay", *options])


def test_the_secret_is_the_last_word_on_standard_output_and_nowhere_else(hotel):
    made = create("https://pms.example.com/hooks", "--description", "the PMS")
    assert made.exit_code == 0
    secret = made.stdout.split()[-1]
    assert secret.startswith("whsec_")
    assert secret not in made.stderr
    row = Endpoint.objects.of(hotel).get()
    assert (row.url, row.description, row.active) == ("https://pms.example.com/hooks", "the PMS", True)
    assert secret.removeprefix("whsec_") not in row.secret


def test_the_events_are_chosen_one_by_one_and_a_wrong_one_is_named(hotel):
    url = "https://pms.example.com/"
    assert create(url, "--event", "order.confirmed", "--event", "booking.cancelled").exit_code == 0
    assert Endpoint.objects.of(hotel).get().events == ["booking.cancelled", "order.confirmed"]
    wrong = create(url, "--event", "order.made")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "“order.made” is no event: there are booking.created" in wrong.stderr


def test_every_endpoint_has_a_secret_of_its_own(hotel):
    secrets = {create("https://pms.example.com/hooks").stdout for _ in range(3)}
    assert len(secrets) == 3


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://pms.example.com/", "must begin with https://"),
        ("https://10.0.0.1/", "must not be an address of a private network"),
        ("pms", "is not a web address of a program"),
    ],
)
def test_an_address_that_cannot_be_one_is_said_so(hotel, url, words):
    made = create(url)
    assert (made.exit_code, made.stdout) == (1, "")
    assert words in made.stderr
    assert not Endpoint.objects.of(hotel).exists()


def test_in_house_receivers_are_fine_where_the_setting_says_so(hotel, settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    assert create("http://10.0.0.1:8080/hooks").exit_code == 0


def test_an_unknown_hotel_is_said_so():
    made = create("https://pms.example.com/")
    assert made.exit_code == 1
    assert "There is no hotel “baan-talay”." in made.stderr
