"""A verdict as one JSON object, schema "triage.verdict/1", for programs."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from triage.policy import Policy, Text, Value
from triage.render.grounds import clash_in_words
from triage.render.naming import Naming, naming, plain_money, plain_number
from triage.render.sums import arithmetic
from triage.verdict import Amount, Branch, Change, Claimed, Clash, Ground, Layered, Missing, Step, Stop, Verdict

SCHEMA = "triage.verdict/1"
CONFLICT = "CONFLICT"
"""The code of the warning that names rules which contradict each other."""

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | bool | None


def verdict_json(verdict: Verdict, policy: Policy) -> str:
    """The object, indented by two, ending in a newline; equal verdicts give equal bytes.

    Sums are strings of exact decimals to the minor unit, or null where they are not exact, with `amount_low` and
    `amount_high` (null: no bound). Moments are ISO 8601 with offset. Texts are mappings from language to text. A
    seat that is not decided gives one `responsible` row for each party that may sit in it.
    """
    return json.dumps(_verdict(verdict, _Writer(naming(policy, "en"))), ensure_ascii=False, indent=2) + "\n"


def _verdict(verdict: Verdict, write: _Writer) -> Json:
    return {
        "schema": SCHEMA,
        "policy": {"id": verdict.policy, "version": verdict.version, "hash": verdict.hash, "over": _over(verdict)},
        "engine": verdict.engine,
        "status": verdict.status.value,
        "next_change": write.moment(verdict.next_change),
        "responsible": _responsible(verdict),
        "findings": [{"finding": f.finding, "value": f.value, "rules": _list(f.rules)} for f in verdict.findings],
        "claims": [write.claim(claim) for claim in verdict.claims],
        "denied": [{"claim": d.claim, "because": _text(d.because), "rules": _list(d.rules)} for d in verdict.denied],
        "presumed": [
            {"fact": p.fact, "value": write.value(p.fact, p.value), "because": _text(p.because)}
            for p in verdict.presumed
        ],
        "steps": [write.step(step) for step in verdict.steps],
        "evidence": {"links": dict(verdict.chain.links), "missing": [write.missing(m) for m in verdict.chain.missing]},
        "route": [write.stop(stop) for stop in verdict.route if stop.state != "closed"],
        "not_open": [write.barred(stop) for stop in verdict.route if stop.state == "closed"],
        "warnings": [
            *({"code": w.code, "text": _text(w.text)} for w in verdict.warnings),
            *({"code": CONFLICT, "text": write.clash(clash)} for clash in verdict.clashes),
        ],
        "layered": [write.layered(line) for line in verdict.layered],
        "open": [{"fact": o.fact, "could_change": _list(o.could_change)} for o in verdict.open],
        "rules": [{"rule": r.rule, "outcome": r.outcome.value, "beaten_by": _list(r.beaten_by)} for r in verdict.rules],
        "citations": [write.citation(source) for source in verdict.citations],
    }


def _responsible(verdict: Verdict) -> Json:
    return [
        {
            "party": party,
            "role": each.role,
            "matter": each.matter,
            "share": str(each.share),
            "how": each.how,
            "status": each.status.value,
        }
        for each in verdict.responsible
        for party in each.parties
    ]


def _over(verdict: Verdict) -> Json:
    """The law pack under an overlay, or null."""
    over = verdict.over
    return None if over is None else {"id": over.id, "version": over.version, "hash": over.hash}


def _list(names: tuple[str, ...]) -> Json:
    return list(names)


def _text(text: Text) -> Json:
    return dict(text)


class _Writer:
    """Writes what needs the policy: sums, moments, titles."""

    def __init__(self, said: Naming) -> None:
        self._said = said
        self._policy = said.policy

    def moment(self, moment: datetime | None) -> Json:
        """ISO 8601 in the pack's time zone, or null."""
        return None if moment is None else moment.astimezone(self._policy.timezone).isoformat(timespec="seconds")

    def sum(self, value: Decimal | None) -> Json:
        """Digits to the minor unit, or null."""
        return None if value is None else plain_money(value, self._policy.minor_unit)

    def sums(self, amount: Amount | None) -> dict[str, Json]:
        """The three keys of an amount; all null where the claim has none."""
        if amount is None:
            return {"amount": None, "amount_low": None, "amount_high": None}
        low, high = self.sum(amount.low), self.sum(amount.high)
        return {"amount": self.sum(amount.exact), "amount_low": low, "amount_high": high}

    def value(self, fact: str, value: Value) -> Json:
        """A fact's value: sums as in `sum`, other numbers as short strings, several choices as a list."""
        match value:
            case bool() | str():
                return value
            case Decimal():
                return self.sum(value) if self._said.is_money(fact) else plain_number(value)
            case datetime():
                return self.moment(value)
            case frozenset():
                return list[Json](sorted(value))

    def claim(self, claim: Claimed) -> Json:
        """One claim with its fallback and the fallback's sum."""
        otherwise = claim.otherwise
        fallback = self.sums(otherwise.amount if otherwise else None)
        return {
            "claim": claim.claim,
            **self.sums(claim.amount),
            "currency": self._policy.currency,
            "arithmetic": arithmetic(claim.amount, self._said, by_id=True) if claim.amount else "",
            "includes": _list(claim.includes),
            "otherwise": otherwise.claim if otherwise else None,
            "otherwise_amount": fallback["amount"],
            "status": claim.status.value,
            "rules": _list(claim.rules),
        }

    def step(self, step: Step) -> Json:
        """One step with its branches."""
        branches: list[Json] = [self._branch(step.fact, branch) for branch in step.branches]
        due, if_now = (None, step.due) if step.from_now else (step.due, None)
        return {
            "fact": step.fact,
            "from": step.party,
            "due": self.moment(due),
            "due_if_demanded_now": self.moment(if_now),
            "branches": branches,
        }

    def _branch(self, fact: str, branch: Branch) -> Json:
        return {
            "value": None if branch.value is None else self.value(fact, branch.value),
            "produced": branch.produced,
            "parties": _list(branch.parties),
            "claims": [{"claim": claim, **self.sums(amount)} for claim, amount in branch.claims],
        }

    def stop(self, stop: Stop) -> Json:
        """One channel that can be taken now or later."""
        answers: list[Json] = [
            {"by": self.moment(due.at), "says": _text(due.says), "if_gone_to_now": due.if_now} for due in stop.answers
        ]
        return {
            "channel": stop.channel,
            "earliest": self.moment(stop.earliest),
            "latest": self.moment(stop.latest),
            "answers": answers,
            "needs": _list(stop.needs),
            "status": stop.status.value,
        }

    def barred(self, stop: Stop) -> Json:
        """One channel that does not take the case, with the tests that bar it."""
        because: list[Json] = [self.ground(ground) for ground in stop.barred]
        return {"channel": stop.channel, "closed": self.moment(stop.latest), "because": because}

    def ground(self, ground: Ground) -> Json:
        """What a test found; the value is null where nobody gave one."""
        value = None if ground.value is None else self.value(ground.name, ground.value)
        return {"name": ground.name, "value": value, "held": ground.held}

    def missing(self, missing: Missing) -> Json:
        """An item that would help, the claims whose chain it would complete, and what it would change."""
        changes: list[Json] = [self._change(change) for change in missing.branches]
        return {
            "item": missing.item,
            "proves": _list((*missing.links, *missing.facts)),
            "completes": _list(missing.completes),
            "changes": changes,
        }

    def _change(self, change: Change) -> Json:
        value = None if change.fact is None or change.value is None else self.value(change.fact, change.value)
        return {
            "fact": change.fact,
            "value": value,
            "parties": _list(change.parties),
            "claims": [{"claim": claim, **self.sums(amount)} for claim, amount in change.claims],
        }

    def layered(self, line: Layered) -> Json:
        """Where terms and law differ; the values of a parameter as they are, sums to the minor unit."""
        said = self.sum if line.kind == "claim" else lambda value: None if value is None else plain_number(value)
        return {
            "kind": line.kind,
            "name": line.name,
            "holds": line.holds.value,
            "law": said(line.law),
            "terms": said(line.terms),
            "law_cites": _list(line.law_cites),
            "terms_cites": _list(line.terms_cites),
            "note": _text(line.note),
        }

    def clash(self, clash: Clash) -> Json:
        """A conflict in each language of the pack."""
        return {code: clash_in_words(clash, naming(self._policy, code)) for code in self._policy.languages}

    def citation(self, source: str) -> Json:
        """A cited source with title, article, effect, link, and whether somebody checked it."""
        declared = self._policy.sources.get(source)
        if declared is None:
            return {"source": source, "title": {}, "article": "", "effect": {}, "link": "", "verified": False}
        return {
            "source": source,
            "title": _text(declared.title),
            "article": declared.article,
            "effect": _text(declared.effect),
            "link": declared.link,
            "verified": declared.verified,
        }
