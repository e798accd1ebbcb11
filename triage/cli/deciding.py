"""`triage decide`: the verdict of a case file, why it is so, and why a claim is not there."""

from __future__ import annotations

import sys

import click

from triage.case import Case
from triage.cli.opening import Setting, decider, language_of, open_case
from triage.policy import Policy
from triage.problem import did_you_mean
from triage.render.screen import render_verdict
from triage.verdict import Verdict


def run(setting: Setting, file: str, explain: bool, claim: str | None, as_json: bool) -> None:
    """Print the verdict; raises `Stop` where pack or case are invalid."""
    if as_json and (explain or claim is not None):
        raise click.UsageError("--json prints one object; take --explain and --why-not without it")
    policy, case = open_case(file, setting)
    if claim is not None:
        _check_claim(claim, policy)
    verdict = decider(policy, setting)(policy, case)
    show(verdict, policy, setting, as_json)
    if explain or claim is not None:
        _explain(policy, case, verdict, setting, explain, claim)


def _explain(policy: Policy, case: Case, verdict: Verdict, setting: Setting, explain: bool, claim: str | None) -> None:
    """Print the proofs of the verdict, and why a claim is not in it."""
    from triage.explain import proofs, why_not
    from triage.render.explanation import render_proofs, render_why_not

    language, width, style = language_of(policy, setting), setting.columns, setting.style(sys.stdout.isatty())
    if explain:
        put("\n" + render_proofs(proofs(policy, case, verdict), policy, language, width, style))
    if claim is not None:
        put("\n" + render_why_not(why_not(policy, case, claim), policy, language, width, style))


def _check_claim(claim: str, policy: Policy) -> None:
    if claim not in policy.claims:
        near = did_you_mean(claim, policy.claims)
        hint = f"did you mean {near}?" if near else f"claims: {', '.join(policy.claims)}"
        raise click.BadParameter(f"no claim {claim!r} in {policy.id}; {hint}", param_hint="--why-not")


def show(verdict: Verdict, policy: Policy, setting: Setting, as_json: bool) -> None:
    """Print the verdict, as a screen or as one JSON object."""
    if as_json:
        from triage.render.as_json import verdict_json

        put(verdict_json(verdict, policy))
        return
    style = setting.style(sys.stdout.isatty())
    put(render_verdict(verdict, policy, language_of(policy, setting), setting.columns, style))


def put(text: str) -> None:
    """Text on stdout, as it is: whether there is colour in it was decided before."""
    sys.stdout.write(text)
