"""Cycles: findings that conclude each other, measures computed from each other, facts that apply by each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triage.formula import names_in
from triage.logic import leaves_of
from triage.policy import Found, Policy
from triage.problem import Place, Problem, Related
from triage.program import rule_clause
from triage.view import facts_of_leaf


def cyclic(policy: Policy) -> tuple[Problem, ...]:
    """Each cycle once, at its first name in the author's order."""
    measures = {
        name: tuple(n for n in names_in(measure.formula) if n in policy.measures)
        for name, measure in policy.measures.items()
    }
    places = {name: measure.place for name, measure in policy.measures.items()}
    if found := tuple(_problems(measures, places, "computed from", "measure")):
        return found  # nothing can be computed, not even which facts a condition reads
    applying = {
        name: tuple(n for leaf in leaves_of(fact.applies_when) for n in facts_of_leaf(leaf, policy))
        for name, fact in policy.facts.items()
    }
    including = {name: claim.includes for name, claim in policy.claims.items()}
    overriding = {name: rule.overrides for name, rule in policy.rules.items()}
    return (
        *_problems(applying, {n: f.place for n, f in policy.facts.items()}, "applies by", "fact"),
        *_problems(_findings(policy), {n: f.place for n, f in policy.findings.items()}, "hangs on", "finding"),
        *_problems(including, {n: c.place for n, c in policy.claims.items()}, "includes", "claim"),
        *_problems(overriding, {n: r.place for n, r in policy.rules.items()}, "overrides", "rule"),
    )


def _findings(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """For each finding those that some rule concluding it reads."""
    reads: dict[str, tuple[str, ...]] = dict.fromkeys(policy.findings, ())
    for rule in policy.rules.values():
        clause = rule_clause(rule)
        read = tuple(leaf.finding for leaf in leaves_of(clause.condition) if isinstance(leaf, Found))
        for name in clause.findings:
            reads[name] += read
    return reads


def _problems(
    graph: Mapping[str, tuple[str, ...]], places: Mapping[str, Place], verb: str, kind: str
) -> Iterator[Problem]:
    reported: set[frozenset[str]] = set()
    for name in graph:
        cycle = _cycle_through(name, graph)
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            path = f" {verb} ".join(f"`{n}`" for n in (*cycle, name))
            related = tuple(Related(f"`{n}` is declared here", places[n]) for n in cycle[1:])
            yield Problem(places[name], f"{kind}-cycle", path, f"break the circle at one {kind}", related)


def _cycle_through(start: str, graph: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A shortest way from `start` back to itself, or ()."""
    frontier: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while frontier:
        path = frontier.pop(0)
        for following in dict.fromkeys(graph.get(path[-1], ())):
            if following == start:
                return path
            if following not in seen:
                seen.add(following)
                frontier.append((*path, following))
    return ()
