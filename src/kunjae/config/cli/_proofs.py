"""Saying what `kunjae check` found, for the commands that end with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kunjae.checks.proof import Proof


def tell_proofs(proofs: Iterable[Proof]) -> int:
    """Print each proof with its examples; how many do not hold."""
    broken = 0
    for proof in proofs:
        broken += not proof.holds
        mark = (
            click.style("ok    ", fg="green") if proof.holds else click.style("BROKEN", fg="red", bold=True)
        )
        of = "" if proof.holds else f", {proof.violations:,} wrong"
        click.echo(f"{mark} {proof.says} ({proof.checked:,} checked{of}) [{proof.code}]")
        for example in proof.examples:
            click.echo(f"         {example}")
        if proof.violations > len(proof.examples) > 0:
            click.echo(f"         and {proof.violations - len(proof.examples):,} more")
    return broken
