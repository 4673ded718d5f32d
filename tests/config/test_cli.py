import sys

import click
import pytest
from click.testing import CliRunner

from kunjae.config import cli
from kunjae.kernel.errors import KunjaeError


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(cli.main, ["--help"])
    assert result.exit_code == 0
    for name in ("create-token", "create-user", "migrate", "serve"):
        assert name in result.output


def test_the_list_of_commands_is_shown_without_loading_django() -> None:
    import subprocess

    code = (
        "import sys; from kunjae.config.cli import main; main(['--help'], standalone_mode=False);"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_an_error_of_the_house_is_one_line_and_exit_code_one() -> None:
    def fail() -> None:
        raise KunjaeError("The hotel is closed.")

    command = click.Command("fail", callback=cli._in_the_house(fail))
    result = CliRunner().invoke(command)
    assert (result.exit_code, result.stderr) == (1, "Error: The hotel is closed.\n")


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["create-user", "a@example.com"], ["create-token", "pms"]])
def test_an_unknown_hotel_is_said_so(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli.main, [*arguments, "--property", "nowhere", "--role", "viewer"])
    assert result.exit_code == 1
    assert "There is no hotel “nowhere”." in result.stderr
