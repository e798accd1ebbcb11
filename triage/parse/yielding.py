"""The rules of an overlay among those of its law pack: none beats a mandatory one.

A rule that disagrees with mandatory ones is put where they beat it: into the weakest of their tiers, overridden by
those that are there. The verdict then shows it beaten, as it shows every beaten rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from triage.policy import Claim, ConcludesFinding, ConcludesOutcome, Policy, Rule
from triage.problem import Problems, Related


def yielding(policy: Policy, problems: Problems) -> dict[str, Rule]:
    """The rules of both, in the same order."""
    law = {name: rule for name, rule in policy.rules.items() if not policy.owns(rule.place)}
    own = {name: _placed(rule, law, policy, problems) for name, rule in policy.rules.items() if name not in law}
    _refuse_swallowing(policy, problems)
    beaten: dict[str, list[str]] = {}
    for rule in own.values():
        _refuse_findings(rule, policy, problems)
        for stronger in rule.yields_to:
            if law[stronger].tier == rule.tier:
                beaten.setdefault(stronger, []).append(rule.id)
    law = {
        name: replace(rule, overrides=(*rule.overrides, *beaten[name])) if name in beaten else rule
        for name, rule in law.items()
    }
    return {name: law[name] if name in law else own[name] for name in policy.rules}


def _placed(rule: Rule, law: Mapping[str, Rule], policy: Policy, problems: Problems) -> Rule:
    """The rule in the tier in which every mandatory rule that it disagrees with beats it."""
    against = [each for each in law.values() if _protected_from(each, rule, policy.claims)]
    if not against or not {rule.tier, *(each.tier for each in against)} <= set(policy.tiers):
        return rule
    for each in against:
        if each.id in rule.overrides:
            message = f"`{rule.id}` cannot override `{each.id}`: that rule is mandatory"
            related = [Related("the rule of the law pack", each.place)]
            problems.add(rule.place, "overrides-mandatory", message, "leave it out of `overrides`", related)
    tier = max((rule.tier, *(each.tier for each in against)), key=policy.tiers.index)
    names = tuple(each.id for each in against)
    kept = tuple(name for name in rule.overrides if name not in names and policy.rules[name].tier == tier)
    return replace(rule, tier=tier, yields_to=names, overrides=kept)


def _protected_from(law: Rule, rule: Rule, claims: Mapping[str, Claim]) -> bool:
    """Whether the overlay's rule would take from the consumer what the rule of law gives, and may not."""
    if law.matter != rule.matter:
        return False
    if not isinstance(law.then, ConcludesOutcome) or not isinstance(rule.then, ConcludesOutcome):
        return False
    one, other = law.then.responsible, rule.then.responsible
    if law.mandatory and one and other and set(one) != set(other):
        return True
    denied = set(_denied(rule.then, claims)) & set(law.then.claims)
    return any(law.mandatory or claims[name].mandatory for name in denied)


def _denied(then: ConcludesOutcome, claims: Mapping[str, Claim]) -> Iterator[str]:
    for name, claim in claims.items():
        if name in then.denies or (then.denies_all and not claim.voluntary):
            yield name


def _refuse_findings(rule: Rule, policy: Policy, problems: Problems) -> None:
    """What law finds in a case, it finds by its own rules."""
    for name in rule.then.findings if isinstance(rule.then, ConcludesFinding) else ():
        finding = policy.findings.get(name)
        if finding is not None and not policy.owns(finding.place):
            message = f"`{rule.id}` of the overlay concludes the finding `{name}` of the law pack"
            hint = "declare a finding of the overlay's own, or change a parameter"
            problems.add(rule.place, "finding-of-the-law", message, hint, [Related("declared here", finding.place)])


def _refuse_swallowing(policy: Policy, problems: Problems) -> None:
    """A claim or a choice of the overlay's own does not stand in for a mandatory claim."""
    law = {name for name, claim in policy.claims.items() if claim.mandatory and not policy.owns(claim.place)}
    own_claims = (claim for claim in policy.claims.values() if policy.owns(claim.place))
    own_groups = (group for group in policy.groups.values() if policy.owns(group.place))
    swallowing = [(each.name, each.includes, each.place) for each in own_claims]
    swallowing += [(each.name, each.claims, each.place) for each in own_groups]
    for owner, names, place in swallowing:
        for name in (name for name in names if name in law):
            message = f"`{owner}` of the overlay would stand in for `{name}`, which is mandatory"
            related = [Related("declared here", policy.claims[name].place)]
            problems.add(place, "swallows-mandatory", message, "it can be asked for beside; leave it out", related)
