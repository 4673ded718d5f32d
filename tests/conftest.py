"""Which database the tests run on, and what holds in all of them.

`--db sqlite` (the default) uses a file in a temporary folder, as threads need a real one; `--db postgres`
starts a server for this run (`tests/postgres.py`), or uses the one of KUNJAE_TEST_DATABASE_URL if that is set.
pytest-xdist's processes share the server and have a database each. Every test that uses the database carries
the mark `database`, by itself; those that open a browser carry `browser`, by hand.
"""

import gc
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import emptying, migrated, postgres

FIXTURES_WITH_DATABASE = {
    "db", "transactional_db", "django_db_setup", "live_server", "django_db_reset_sequences",
}  # fmt: skip
_at_end = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db", choices=["sqlite", "postgres"], default=os.environ.get("KUNJAE_TEST_DB", "sqlite"), help="Run on which database."
    )  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(
        config, "workerinput"
    ):  # once per run; the processes of pytest-xdist inherit what is set here
        _prepare_environment(config)
    _configure_django()
    _configure_hypothesis()


def _prepare_environment(config: pytest.Config) -> None:
    config.stash[_at_end] = stack = ExitStack()
    folder = tempfile.mkdtemp(prefix="kunjae-tests-")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    for name in [
        name for name in os.environ if name.startswith("KUNJAE_") and not name.startswith("KUNJAE_TEST_")
    ]:
        del os.environ[name]
    os.environ["KUNJAE_DATA_DIR"] = folder
    os.environ["KUNJAE_SECRET_KEY"] = "only-for-tests-" * 4
    # No test asks a vendor, whatever it presses: nobody answers at port 9 of this machine.
    os.environ["KUNJAE_PMS_ADDRESSES"] = ",".join(
        f"{pms}=http://127.0.0.1:9" for pms in ("cloudbeds", "apaleo", "mews")
    )
    if config.getoption("--db") == "postgres":
        if url := os.environ.get("KUNJAE_TEST_DATABASE_URL"):
            stack.callback(migrated.drop_template, url)
        os.environ["KUNJAE_DATABASE_URL"] = url or stack.enter_context(postgres.running())


def _configure_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kunjae.config.settings"
    from django.conf import settings as house

    # A test's threads come and go; each has a connection of its own.
    house.DATABASES["default"]["OPTIONS"].pop("pool", None)
    house.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design


def _configure_hypothesis() -> None:
    """The same examples each time, however long they take: what fails is a change of the code, not luck or a busy machine.
    With KUNJAE_TEST_FUZZ others each time (`tests/hostile/fuzzing.py`)."""
    same_each_time = "KUNJAE_TEST_FUZZ" not in os.environ
    slow_is_fine = [HealthCheck.too_slow]
    settings.register_profile(
        "house", deadline=None, derandomize=same_each_time, database=None, suppress_health_check=slow_is_fine
    )
    if settings.get_current_profile_name() != "mutants":
        settings.load_profile("house")


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_at_end, None):
        stack.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        fixtures = FIXTURES_WITH_DATABASE.intersection(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db") or _is_django_test_case(item):
            item.add_marker(pytest.mark.database)
    if config.getoption("--db") == "postgres" and "KUNJAE_TEST_FUZZ" not in os.environ:
        _leave_out_what_was_tried_before(config, items)
    yield
    items.sort(key=_turn)  # after pytest-django, which has an order of its own


def _turn(item: pytest.Item) -> int:
    """The quick ones speak first. Those that open a browser come last: it keeps an event loop running in their thread,
    beside which others cannot have one."""
    if item.get_closest_marker("browser"):
        return 2
    return 1 if item.get_closest_marker("database") else 0


OF_WRONG_INPUT = re.compile(
    r"(?:^|_)(odd|nonsense|garbage|bad_input|wrong_values?|whatever_is_(?:sent|posted)|nothing_that_is_posted|cut_short)(?:_|$)"
)


def _leave_out_what_was_tried_before(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What another database makes no difference to (`once`), and of a test that is given one wrong value after the other
    all but every eighth: what reads input is the same code, and was tried with all of them on SQLite."""
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        name = item.nodeid.partition("[")[0]
        of_wrong_input = "[" in item.nodeid and OF_WRONG_INPUT.search(name.rpartition("::")[2])
        was_tried = item.get_closest_marker("once") or (of_wrong_input and seen[name] % 8)
        (left_out if was_tried else kept).append(item)
        seen[name] += 1
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def _is_django_test_case(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TransactionTestCase)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's, which runs every migration in every process."""
    with django_db_blocker.unblock(), migrated.database_of_this_process():
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For what many tests of a module begin with: what its fixtures of this scope write is there for all of them, and
    whatever a test does to it is undone at that test's end. Not for tests with transactions of their own."""
    from django.test import TestCase

    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(atomics)  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _tenancy_guard() -> Iterator[None]:
    """No statement of any test may reach into every hotel."""
    from kunjae.tenancy.guard import install_guard, remove_guard

    install_guard()
    yield
    remove_guard()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly() -> Iterator[None]:
    with emptying.quick_emptying():
        yield


@pytest.fixture(scope="session", autouse=True)
def _middleware_put_together_once() -> Iterator[None]:
    """Every test client would put the whole middleware together anew, for as long as a page takes. Those of the house's
    own settings share one; where a test has settings of its own, each has its own."""
    from django.conf import settings
    from django.test.client import ClientHandler

    own, kept = ClientHandler.load_middleware, ClientHandler()
    usual = vars(settings)["_wrapped"]

    def shared(self: ClientHandler, is_async: bool = False) -> None:
        if is_async or vars(settings)["_wrapped"] is not usual:
            own(self, is_async)
            return
        if "_middleware_chain" not in vars(kept):
            own(kept)
        vars(self).update(
            {name: value for name, value in vars(kept).items() if name != "enforce_csrf_checks"}
        )

    ClientHandler.load_middleware = shared  # type: ignore[method-assign,assignment]
    yield
    ClientHandler.load_middleware = own  # type: ignore[method-assign]
