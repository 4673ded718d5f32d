"""The settings in a process of their own: they are read once, from the environment."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
import json
from kunjae.config import settings as s
database = s.DATABASES["default"]
print(json.dumps({
    "key": s.SECRET_KEY, "engine": database["ENGINE"], "name": str(database["NAME"]), "hosts": s.ALLOWED_HOSTS,
    "secure": s.SESSION_COOKIE_SECURE, "mail": s.MAILERS["default"]["BACKEND"], "debug": s.DEBUG,
}))
"""


def load(data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUNJAE_")}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=kept | {"KUNJAE_DATA_DIR": str(data_dir)} | variables,
        capture_output=True,
        text=True,
    )


def test_an_empty_environment_gives_sqlite_in_the_data_folder_and_a_key_of_its_own(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    first, second = (json.loads(load(data_dir).stdout) for _ in range(2))
    assert first == second
    assert first["engine"] == "kunjae.tenancy.sqlite3"
    assert first["name"] == str(data_dir / "kunjae.sqlite3")
    assert (first["debug"], first["secure"]) == (False, False)
    assert first["mail"].endswith("dummy.EmailBackend")
    assert len(first["key"]) >= 50
    assert stat.S_IMODE((data_dir / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret-key"]


def test_an_https_address_makes_cookies_secure_and_is_an_allowed_host(tmp_path: Path) -> None:
    shown = json.loads(load(tmp_path, KUNJAE_BASE_URL="https://hotel.example/").stdout)
    assert shown["secure"] is True
    assert "hotel.example" in shown["hosts"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KUNJAE_DEBUG", "perhaps"),
        ("KUNJAE_BASE_URL", "hotel.example"),
        ("KUNJAE_BASE_URL", "http://hotel.example:port"),
        ("KUNJAE_DATABASE_URL", "oracle://x/y"),
        ("KUNJAE_DATABASE_URL", "nonsense"),
        ("KUNJAE_EMAIL_URL", "pigeon://coop"),
        ("KUNJAE_SECRET_KEY", "short"),
        ("KUNJAE_DATA_DIR", "/dev/null/data"),
    ],
)
def test_a_wrong_value_names_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    result = load(tmp_path, **{variable: value})
    assert result.returncode != 0
    assert variable in result.stderr.strip().splitlines()[-1]
