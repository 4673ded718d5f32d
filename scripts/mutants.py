"""Mutation testing of the pure rules: do the tests notice when a rule is wrong?

    mutants.py             mutate every rule anew, run its tests on each mutant, report (25 minutes of processor time)
    mutants.py survivors   run the tests, as they are now, once more on those that no test failed on the last time
    mutants.py report      show the last result again

mutmut works on a copy of the code in var/mutants, never in src. Which files are mutated and which tests run is in
pyproject.toml; why a survivor is let live is in scripts/mutants.toml. Fails when fewer than 95 % are caught.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import override

import libcst as cst
from mutmut.mutation.diff_apply import get_diff_for_mutant

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "mutants"
MUTATED = WORK / "mutants"  # mutmut's own folder: the code with all its mutants, and the tests
REASONS = ROOT / "scripts" / "mutants.toml"
MUTMUT = Path(sys.executable).parent / "mutmut"
LEAST = 95
"""Percent of all mutants that the tests must catch."""

CAUGHT = (1, 3)
"""Exit codes of pytest: a test failed, or the mutant broke pytest's own work."""
ENDLESS = (24, -24, 152)
"""The mutant ran until the system ended it: caught too."""
MEMORIES = ("cache", "lru_cache")


class Undecorated(cst.CSTTransformer):
    """mutmut leaves decorated functions alone. `@property def x` becomes `def x`, then `x = property(x)`, so that it
    mutates them as well; `@cache` goes, as a value remembered from before would hide a mutant."""

    @override
    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        decorators = [one.decorator for one in updated_node.decorators]
        if any(
            isinstance(one, cst.Name) and one.value in ("classmethod", "staticmethod") for one in decorators
        ):
            return updated_node  # these it can do
        plain = updated_node.with_changes(decorators=[])
        name = updated_node.name
        return cst.FlattenSentinel(
            [plain]
            + [
                cst.SimpleStatementLine(
                    [cst.Assign([cst.AssignTarget(name)], cst.Call(one, [cst.Arg(name)]))]
                )
                for one in reversed(decorators)
                if _called(one) not in MEMORIES
            ]
        )


def _called(decorator: cst.BaseExpression) -> str:
    """The name of a decorator: `lru_cache` of `@lru_cache(maxsize=1)`."""
    while isinstance(decorator, cst.Call):
        decorator = decorator.func
    return decorator.value if isinstance(decorator, cst.Name) else ""


@dataclass(frozen=True)
class Mutant:
    """One mutant and what became of it. `lost` and `new`: the lines that the mutation took and put, without indent."""

    name: str
    exit_code: int | None
    lost: str = ""
    new: str = ""

    @property
    def function(self) -> str:
        """`kunjae.rates.rules.change_fee`, `kunjae.payments.rules.MoneyDue.later`."""
        module, _, mangled = self.name.partition("__mutmut_")[0].rpartition(".")
        return f"{module}.{mangled.removeprefix('xǁ').removeprefix('x_').replace('ǁ', '.')}"

    @property
    def outcome(self) -> str:
        if self.exit_code in CAUGHT:
            return "caught"
        if self.exit_code in ENDLESS:
            return "endless"
        return {0: "survived", 33: "untested", None: "not run"}.get(self.exit_code, f"exit {self.exit_code}")

    @property
    def is_caught(self) -> bool:
        return self.outcome in ("caught", "endless")


def copy_everything(patterns: list[str]) -> None:
    """The code, the tests and the settings as they are now, the rules without decorators."""
    shutil.rmtree(WORK, ignore_errors=True)
    copy_tests()
    shutil.copytree(ROOT / "src", WORK / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for file in (WORK / "src").rglob("*.py"):
        if any(fnmatch(str(file.relative_to(WORK)), pattern) for pattern in patterns):
            file.write_text(cst.parse_module(file.read_text()).visit(Undecorated()).code)


def copy_tests() -> None:
    shutil.rmtree(WORK / "tests", ignore_errors=True)
    shutil.copytree(ROOT / "tests", WORK / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", WORK)


def run_mutmut(*mutants: str) -> None:
    (WORK / "tmp").mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(WORK / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([MUTMUT, "run", *mutants], cwd=WORK, env=environment, check=True)
    shutil.rmtree(WORK / "tmp")


def prove_the_tests(settings: dict[str, list[str]]) -> None:
    """The same tests, named one by one as for each mutant, must pass where no mutant is active; otherwise what killed
    the mutants may have been something else."""
    tests = json.loads((MUTATED / "mutmut-stats.json").read_text())["duration_by_test"]
    environment = os.environ | {"MUTANT_UNDER_TEST": "", "PYTHONPATH": f"{MUTATED / 'src'}:{MUTATED}"}
    arguments = ["-q", "--rootdir=.", *settings["pytest_add_cli_args"], *tests]
    code = "import kunjae, sys, pytest; print(kunjae.__file__); sys.exit(pytest.main(sys.argv[1:]))"
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=MUTATED, env=environment, capture_output=True, text=True
    )
    print(f"{len(tests)} tests on the code without a mutant: {ended.stdout.splitlines()[-1]}")
    if ended.returncode or not ended.stdout.startswith(str(MUTATED)):
        sys.exit(ended.stdout + ended.stderr)


def mutants() -> Iterator[Mutant]:
    """Every mutant of the last run; those that were not caught with their lines."""
    with contextlib.chdir(WORK):  # where mutmut looks for its own
        for file in sorted(MUTATED.rglob("*.py.meta")):
            path = file.relative_to(MUTATED).with_suffix("")
            for name, exit_code in json.loads(file.read_text())["exit_code_by_key"].items():
                mutant = Mutant(name, exit_code)
                yield mutant if mutant.is_caught else Mutant(name, exit_code, *_lines(name, path))


def _lines(name: str, path: Path) -> tuple[str, str]:
    diff = [
        line for line in get_diff_for_mutant(name, path=path).splitlines() if line[:3] not in ("---", "+++")
    ]
    lost, new = ([line[1:].strip() for line in diff if line.startswith(sign)] for sign in "-+")
    return " ".join(lost), " ".join(new)


def reasons() -> dict[tuple[str, str, str], str]:
    """Function, lost line, new line -> why such a mutant may live."""
    groups = tomllib.loads(REASONS.read_text())["survivors"]
    return {
        (group["function"], *mutant): " ".join(group["reason"].split())
        for group in groups
        for mutant in zip(group["mutants"][::2], group["mutants"][1::2], strict=True)
    }


def report() -> int:
    """Print the score and every survivor with the reason it is let live; 1 when the score is too low."""
    found = list(mutants())
    caught = sum(mutant.is_caught for mutant in found)
    known = reasons()
    left = dict(known)
    unexplained = 0
    for mutant in found:
        if not mutant.is_caught:
            key = mutant.function, mutant.lost, mutant.new
            left.pop(key, None)
            unexplained += key not in known
            print(f"\n{mutant.name}: {mutant.outcome}\n  - {mutant.lost}\n  + {mutant.new}")
            print(f"  {known.get(key, 'NO REASON GIVEN')}")
    for function, lost, new in left:
        print(f"\nNo survivor any more, may leave {REASONS.name}: {function}\n  - {lost}\n  + {new}")
    score = 100 * caught / len(found)
    endless = sum(mutant.outcome == "endless" for mutant in found)
    print(
        f"\n{len(found)} mutants, {caught} caught ({endless} of them endless), {len(found) - caught} survived "
        f"({unexplained} without a reason): {score:.1f} %"
    )
    return 0 if score >= LEAST else 1


def main(what: str = "all") -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    if what == "all":
        copy_everything(settings["only_mutate"])
        run_mutmut()
        prove_the_tests(settings)
    elif what == "survivors":
        copy_tests()
        run_mutmut(*[mutant.name for mutant in mutants() if mutant.outcome != "caught"])
        prove_the_tests(settings)
    elif what != "report":
        sys.exit(__doc__)
    return report()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
