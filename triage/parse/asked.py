"""What a question costs whoever answers it, and how often the answer is "don't know"."""

from __future__ import annotations

from decimal import Decimal

from triage.document import Node, Scalar
from triage.parse.values import read_decimal, read_named
from triage.policy import RARELY, Cost
from triage.problem import Problems, did_you_mean

COSTS = {cost.value: cost for cost in Cost}
HOW_OFTEN = {
    "never": Decimal(0),
    "rarely": RARELY,
    "sometimes": Decimal("0.2"),
    "often": Decimal("0.5"),
    "always": Decimal(1),
}


def read_cost(node: Node | None, what: str, problems: Problems) -> Cost:
    """One of the costs by name; without the key the answer is remembered."""
    message = f"`cost` of {what} says what an answer takes"
    return read_named(node, COSTS, Cost.REMEMBERED, "bad-cost", message, problems)


def read_unknown(node: Node | None, what: str, problems: Problems) -> Decimal:
    """How likely nobody can say, from 0 to 1, as a word or a number; without the key that is rare."""
    if node is None:
        return RARELY
    text = node.text if isinstance(node, Scalar) else ""
    if text in HOW_OFTEN:
        return HOW_OFTEN[text]
    near = did_you_mean(text, HOW_OFTEN)
    hint = f"did you mean `{near}`?" if near else f"write {', '.join(HOW_OFTEN)}, or a number from 0 to 1"
    number = read_decimal(node, f"`unknown` of {what}", problems) if _numeric(text) else None
    if number is None or not 0 <= number <= 1:
        problems.add(node.place, "bad-unknown", f"`unknown` of {what} says how often nobody can tell", hint)
        return RARELY
    return number


def _numeric(text: str) -> bool:
    return text[:1].isdigit()
