"""A case as each of two versions of a policy reads it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from triage.case import Answer, Case, Contested, Given, NotKnown
from triage.exhaustive import assert_never
from triage.parse import LoadedCase, load_case
from triage.policy import Fact, Kind, Policy, Value
from triage.problem import has_errors
from triage.view import contradictions


class Filed(Struct, frozen=True):
    """A case file as it was read: its name for people, and its text."""

    name: str
    text: str


class Read(Struct, frozen=True):
    """The case for the old and the new version. `strange`: facts that one of them does not know and does without."""

    shows: str
    old: Case
    new: Case
    strange: tuple[str, ...]

    @property
    def whole(self) -> Case:
        """The case with what either version knows of it, for a mixture of both."""
        answers = {**self.old.answers, **self.new.answers}
        return replace(self.new, answers=answers, evidence={**self.old.evidence, **self.new.evidence})


def read_both(filed: Filed, old: Policy, new: Policy) -> Read | LoadedCase:
    """The case for both; where one cannot take it, what is wrong with it there.

    A version that does not know a fact or an item of evidence would not have asked for it, and decides without. A
    value that it does not know is another matter: there it cannot be told what would have been answered.
    """
    one, other = _loaded(filed, old), _loaded(filed, new)
    if one.case is None and other.case is not None:
        one = replace(one, case=_fitted(other.case, new, old))
    elif other.case is None and one.case is not None:
        other = replace(other, case=_fitted(one.case, old, new))
    for loaded in (one, other):
        if loaded.case is None:
            return loaded
    assert one.case is not None
    assert other.case is not None
    strange = one.case.answers.keys() ^ other.case.answers.keys()
    return Read(other.shows or one.shows, one.case, other.case, tuple(sorted(strange)))


def _loaded(filed: Filed, policy: Policy) -> LoadedCase:
    """The case file under a policy; without a case where anything is wrong with it."""
    loaded = load_case(filed.text, filed.name, policy, None, facts_only=True)
    if loaded.case is None or has_errors(loaded.problems):
        return replace(loaded, case=None)
    against = contradictions(policy, loaded.case)
    return replace(loaded, case=None, problems=(*loaded.problems, *against)) if against else loaded


def _fitted(case: Case, known: Policy, policy: Policy) -> Case | None:
    """The case without what the policy does not declare; None where a value does not fit it."""
    kept = {name: answer for name, answer in case.answers.items() if name in policy.facts}
    if case.policy != policy.id or not all(_fits(kept[name], known.facts[name], policy.facts[name]) for name in kept):
        return None
    evidence = {item: shown for item, shown in case.evidence.items() if item in policy.evidence}
    fitted = replace(case, answers=kept, evidence=evidence)
    return None if contradictions(policy, fitted) else fitted


def _fits(answer: Answer, known: Fact, fact: Fact) -> bool:
    return known.kind is fact.kind and all(_is_value(value, fact) for value in _values(answer))


def _values(answer: Answer) -> Iterator[Value]:
    match answer:
        case Given(value):
            yield value
        case Contested(values):
            yield from values.values()
        case NotKnown():
            pass
        case _:
            assert_never(answer)


def _is_value(value: Value, fact: Fact) -> bool:
    match fact.kind:
        case Kind.CHOICE | Kind.CHOICES:
            chosen = value if isinstance(value, frozenset) else {value}
            return chosen <= fact.choices.keys()
        case _:
            return True
