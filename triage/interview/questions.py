"""The next question: what the author puts first, then what settles the headline soonest, then sums, route, evidence.

A question is put only where an answer to it could move what is still open; `planner` says how the order is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from triage.case import NotKnown
from triage.constraints import facts_of_leaf
from triage.decide.amounts import amount_firmness
from triage.decide.chain import missing_items
from triage.decide.targets import Target
from triage.holding import NotApplicable, Unknown
from triage.interview.forecast import soonest
from triage.interview.outlook import Outlook, further_targets, main_targets, outlook, route_targets
from triage.interview.session import EVIDENCE, Question, Session, about_evidence, about_exceptions, about_fact
from triage.interview.waits import waits
from triage.leaves import leaf_value
from triage.logic import undecided_leaves
from triage.policy import ConcludesWarning, Fact, Kind, Policy
from triage.program import compile_policy

Order: TypeAlias = Callable[[list[Fact], tuple[Target, ...], Outlook], Iterable[Fact]]
"""In which order to ask for facts on which these conclusions hang; they come in the author's."""


def ask(session: Session, order: Order = soonest) -> Question | None:
    """The next question, or None where no answer could change the verdict any more.

    First the author's openers, as far as they matter; then, once, each list of rare exceptions of which one matters;
    then, until it is settled who answers and what is claimed, the fact with the least expected rest of questions; then
    what sums, further claims, the route and its waiting times hang on; last the evidence.
    """
    return next(questions(outlook(session), order), None)


def questions(ahead: Outlook, order: Order = soonest) -> Iterator[Question]:
    """The questions that could be put now; the first of them is the one to put."""
    yield from _openers(ahead)
    yield from _screenings(ahead)
    yield from _on_headline(ahead, order)
    yield from _on_sums(ahead)
    yield from _in_authors_order(further_targets(ahead.policy), ahead)
    yield from _in_authors_order(route_targets(ahead.policy), ahead)
    yield from _on_waits(ahead)
    yield from _evidence(ahead)


# --- Openers and exceptions --------------------------------------------------------------------


def _openers(ahead: Outlook) -> Iterator[Question]:
    """What the author asks before everything else, unless no answer to it could matter."""
    main = main_targets(ahead.policy)
    first = (fact for fact in ahead.askable.values() if fact.first)
    yield from _about_facts((fact for fact in first if ahead.moves(fact.name, main)), ahead)


def _screenings(ahead: Outlook) -> Iterator[Question]:
    """Each list of exceptions of which one matters, with all that could come to matter, so that it is asked once.

    What only a warning hangs on is in the list, but alone it is no reason to put it.
    """
    policy, main = ahead.policy, main_targets(ahead.policy)
    everything = (*main, *further_targets(policy), *route_targets(policy))
    if ahead.too_many(main):
        read = frozenset(name for target in ahead.possible(everything) for name in ahead.behind_target(target))
    else:
        read = ahead.with_gates(ahead.movers(everything))
    for screen in policy.screens.values():
        listed = [f for f in ahead.askable.values() if f.screen == screen.name and not f.first]
        deciding = (fact for fact in listed if fact.name in read)
        if screen.name not in ahead.session.passed and any(ahead.decides(fact.name, main) for fact in deciding):
            told = read | _behind_warnings(ahead)
            yield about_exceptions(screen, [fact for fact in listed if fact.name in told])


def _behind_warnings(ahead: Outlook) -> frozenset[str]:
    """The unknown facts that a warning which may be given reads itself, and those that decide whether these apply."""
    program, inference = compile_policy(ahead.policy), ahead.now.inference
    warning = (rule.id for rule in ahead.policy.rules.values() if isinstance(rule.then, ConcludesWarning))
    conditions = (program.clauses[id_].condition for id_ in warning if id_ in inference.possible - inference.sure)
    leaves = (leaf for condition in conditions for leaf in undecided_leaves(condition, ahead.now.truth))
    return ahead.with_gates(name for leaf in leaves for name in facts_of_leaf(leaf, ahead.policy))


# --- Facts -------------------------------------------------------------------------------------


def _on_headline(ahead: Outlook, order: Order) -> Iterator[Question]:
    """What the headline hangs on, the soonest end first; where that is too much to tell, in the author's order."""
    main = main_targets(ahead.policy)
    if ahead.too_many(main):
        for thoroughly in (False, True):
            yield from _about_facts((f for f in _plain(ahead) if ahead.moves(f.name, main, thoroughly)), ahead)
    shown = ahead.movers(main)
    yield from _about_facts(order([f for f in _plain(ahead) if f.name in shown], main, ahead), ahead)
    yield from _about_facts(due_dates(shown, ahead), ahead)


def due_dates(names: frozenset[str], ahead: Outlook) -> Iterator[Fact]:
    """Where nobody can say a fact that counts as unproved once its time has run out: since when the time runs."""
    for name, answer in ahead.session.case.answers.items():
        fact = ahead.policy.facts[name]
        unproved = isinstance(answer, NotKnown) and fact.burden and fact.burden.unproved is not None
        since = fact.production.since if fact.production else None
        if name in names and unproved and since is not None and since in ahead.askable:
            yield ahead.askable[since]


def _in_authors_order(targets: tuple[Target, ...], ahead: Outlook) -> Iterator[Question]:
    moving = ahead.movers(targets)
    yield from _about_facts((fact for fact in _plain(ahead) if fact.name in moving), ahead)


def _on_waits(ahead: Outlook) -> Iterator[Question]:
    """How long channels have to be waited for hangs on since when a time runs, and on what opens them at once."""
    names = frozenset(name for facts in waits(ahead).values() for name in facts)
    yield from _about_facts((fact for fact in _plain(ahead) if fact.name in names), ahead)


def _on_sums(ahead: Outlook) -> Iterator[Question]:
    """What the sums of the claims that stand hang on; lists of exceptions before single facts."""
    names = _behind_sums(ahead)
    for screen in ahead.policy.screens.values():
        listed = [f for name, f in ahead.askable.items() if f.screen == screen.name and name in names and not f.first]
        if listed and screen.name not in ahead.session.passed:
            yield about_exceptions(screen, listed)
    yield from _about_facts(open_in_sums(ahead), ahead)


def open_in_sums(ahead: Outlook) -> Iterator[Fact]:
    """The facts on which the sums of the claims that stand hang."""
    names = _behind_sums(ahead)
    return (fact for fact in _plain(ahead) if fact.name in names)


def _behind_sums(ahead: Outlook) -> frozenset[str]:
    return frozenset(name for claim in summed_claims(ahead) for name in behind_sum(claim, ahead))


def behind_sum(claim: str, ahead: Outlook) -> frozenset[str]:
    """The unknown facts behind the claim's sum, and those that decide whether these apply."""
    return ahead.with_gates(amount_firmness(ahead.policy.claims[claim], ahead.given, ahead.now.view)[2])


def standing_claims(ahead: Outlook) -> tuple[str, ...]:
    """The claims that are to be made as things are, be it provisionally."""
    sure = ahead.now.now
    targets = ahead.possible((*main_targets(ahead.policy), *further_targets(ahead.policy)))
    prospects = {target.name: ahead.prospect(target) for target in targets if target.kind == "claim"}
    firm = {name for name, found in prospects.items() if found is not None and found.stands}
    return tuple(name for name in ahead.policy.claims if name in firm or (name in prospects and sure.chosen(name)))


def summed_claims(ahead: Outlook) -> tuple[str, ...]:
    """The claims whose sums a verdict shows: those that stand, and what is asked for if they are refused."""
    standing = standing_claims(ahead)
    fallbacks = (ahead.policy.claims[claim].otherwise for claim in standing)
    return tuple(dict.fromkeys((*standing, *(claim for claim in fallbacks if claim))))


def _plain(ahead: Outlook) -> Iterator[Fact]:
    """Facts about which a question of their own may be put: neither presumed, unless they are openers, nor listed.

    Nor is one asked that does not apply as presumed: that is for the exception which it waits for.
    """
    facts = (f for f in ahead.askable.values() if not isinstance(ahead.presumed.facts[f.name], NotApplicable))
    return (f for f in facts if f.first or not (f.presume or f.screen or f.unknown == 1))


def _about_facts(wanted: Iterable[Fact], ahead: Outlook) -> Iterator[Question]:
    """Questions about these facts; where it is open whether one applies, about the facts that decide that before it.

    Where nobody could tell these, the fact itself is not asked about: "how late was the answer?" is no question to
    somebody who does not know of one.
    """

    def with_gates(fact: Fact) -> Iterator[Fact]:
        gates = list(_gates(fact, ahead))
        for gate in gates:
            yield from with_gates(gate)
        if gates or not _left_open(fact, ahead):
            yield fact

    for fact in wanted:
        yield from map(about_fact, with_gates(fact))


def _gates(fact: Fact, ahead: Outlook) -> Iterator[Fact]:
    """The facts that could be asked about, and that decide whether this one applies."""
    for leaf in undecided_leaves(fact.applies_when, lambda leaf: leaf_value(leaf, ahead.given)):
        for name in facts_of_leaf(leaf, ahead.policy):
            gate = ahead.askable.get(name)
            if gate is not None and not (gate.presume or gate.unknown == 1):
                yield gate


def _left_open(fact: Fact, ahead: Outlook) -> bool:
    """Whether even what is presumed leaves it open that the fact applies."""
    holding = ahead.presumed.facts[fact.name]
    return isinstance(holding, Unknown) and holding.may_not_apply


# --- Evidence ----------------------------------------------------------------------------------


def _evidence(ahead: Outlook) -> Iterator[Question]:
    """What the claims need, or what would prove a fact that a rule wants proved; each item once."""
    if EVIDENCE in ahead.session.passed:
        return
    wanted = useful_items(ahead)
    items = [i for i in ahead.policy.evidence.values() if i.id in wanted and i.id not in ahead.session.case.evidence]
    if items:
        yield about_evidence(items)


def useful_items(ahead: Outlook) -> Mapping[str, tuple[str, ...]]:
    """Items that could move a conclusion or prove more of what a claim needs that stands or could: what they prove."""
    targets = (*main_targets(ahead.policy), *further_targets(ahead.policy))
    claims = tuple(t.name for t in ahead.possible(targets) if t.kind == "claim" and _could_stand(t, ahead))
    moving = ahead.movers(targets)
    lacking = missing_items(claims, tuple(moving & ahead.policy.facts.keys()), ahead.given)
    return {
        **{item: ahead.policy.evidence[item].proves for item in moving & ahead.policy.evidence.keys()},
        **{each.item: (*each.links, *each.facts) for each in lacking},
    }


def _could_stand(target: Target, ahead: Outlook) -> bool:
    prospect = ahead.prospect(target)
    return prospect is None or "chosen" in prospect.outcomes


def never_asked(policy: Policy) -> frozenset[str]:
    """Facts about which no question is put: presumptions that stand in no list, what nobody can know, and texts."""
    return frozenset(
        fact.name
        for fact in policy.facts.values()
        if fact.kind is Kind.TEXT
        or fact.unknown == 1
        or (fact.presume is not None and not fact.first and fact.screen is None)
    )
