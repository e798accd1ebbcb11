"""Sums in words: amounts that may be a range, and formulas spelled out with the values that they used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from triage.exhaustive import assert_never
from triage.formula import names_in
from triage.policy import Arithmetic, Call, Formula, Name, Negative, Number
from triage.render.naming import Naming, plain_money, plain_number
from triage.verdict import Amount

NO_INPUTS: Mapping[str, Decimal] = {}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_UNARY = 3
_SIGNS = {"+": "+", "-": "-", "*": "×", "/": "/"}
_SAME_UNIT = frozenset({"max", "min", "otherwise", "earliest", "latest"})
"""Functions whose result is one of their arguments."""


def amount_in_words(amount: Amount, said: Naming) -> str:
    """ "$529.00", "between $19.00 and $29.00", "at least $500.00", or the formula in words where nothing bounds it."""
    if amount.exact is not None:
        return said.money(amount.exact)
    low = amount.low or None  # a sum is never below nothing: "at least 0.00" says nothing
    match low, amount.high:
        case None, None:
            return _spelled(amount, said, symbol=True)
        case None, Decimal() as high:
            return said.words.say("sum.at-most", high=said.money(high))
        case Decimal() as low, None:
            return said.words.say("sum.at-least", low=said.money(low))
        case Decimal() as low, Decimal() as high:
            return said.words.say("sum.between", low=said.money(low), high=said.money(high))
        case _:
            raise AssertionError(amount)


def arithmetic(amount: Amount, said: Naming, by_id: bool = False, in_words: bool = False) -> str:
    """How the sum comes about: "29.00 + max(3 × 29.00, 500.00) = 529.00"; "" where there is nothing to reckon.

    `by_id` calls names without value by their identifier instead of their title. `in_words` is for a reader who knows
    no functions: "$29.00 + the larger of (3 × $29.00, $500.00) = $529.00".
    """
    spelled = _spelled(amount, said, symbol=in_words, by_id=by_id, in_words=in_words)
    if amount.exact is None:
        return "" if amount.low is None and amount.high is None else spelled
    result = said.money(amount.exact) if in_words else plain_money(amount.exact, said.policy.minor_unit)
    return "" if spelled == result else f"{spelled} = {result}"


def spell(formula: Formula, said: Naming, inputs: Mapping[str, Decimal] = NO_INPUTS, money: bool = True) -> str:
    """A formula with its values put in; a name without value is called by its title. `money`: it gives a sum."""
    return _Speller(said, inputs, frozenset()).spell(formula, money, 0)


def _spelled(amount: Amount, said: Naming, symbol: bool = False, by_id: bool = False, in_words: bool = False) -> str:
    speller = _Speller(said, amount.inputs, frozenset(amount.missing), symbol, by_id, in_words)
    return speller.spell(amount.formula, True, 0)


class _Speller(Struct, frozen=True):
    """`missing` are names that apply but have no value; `symbol` puts the currency's symbol before sums."""

    said: Naming
    inputs: Mapping[str, Decimal]
    missing: frozenset[str]
    symbol: bool = False
    by_id: bool = False
    in_words: bool = False

    def spell(self, formula: Formula, money: bool, around: int) -> str:
        """The formula's text. `money`: its value is a sum; `around`: how strongly the operator around it binds."""
        match formula:
            case Number(value):
                return self._figure(value, money)
            case Name(name):
                value_of = self.inputs.get(name)
                return self._named(name) if value_of is None else self._figure(value_of, money)
            case Negative(of):
                return "-" + self.spell(of, money, _UNARY)
            case Arithmetic():
                text = self._operation(formula, money)
                return f"({text})" if _STRENGTH[formula.op] < around else text
            case Call(function, arguments):
                return self._call(function, arguments, money)
            case _:
                assert_never(formula)

    def _operation(self, formula: Arithmetic, money: bool) -> str:
        own = _STRENGTH[formula.op]
        scales = formula.op in "*/"
        left = self.spell(formula.left, money and (not scales or self._is_money(formula.left)), own)
        after = own + 1 if formula.op in "-/" else own
        right = self.spell(formula.right, money and (not scales or self._is_money(formula.right)), after)
        return f"{left} {_SIGNS[formula.op]} {right}"

    def _call(self, function: str, arguments: tuple[Formula, ...], money: bool) -> str:
        if function == "otherwise":
            return self._otherwise(arguments[0], arguments[1], money)
        of_money = money and function in _SAME_UNIT
        spelled = [self.spell(argument, of_money, 0) for argument in arguments]
        if function in ("max", "min"):
            if self.in_words:
                key = "call.larger" if function == "max" else "call.smaller"
                return self.said.words.say(key, all=self.said.listed(spelled))
            listed = ", ".join(spelled)
            return f"{function}({listed})" if self.by_id else self.said.words.say(f"call.{function}", all=listed)
        key = f"call.{function}"
        return self.said.words.say(key, a=spelled[0], b=spelled[-1], all=self.said.listed(spelled))

    def _otherwise(self, first: Formula, second: Formula, money: bool) -> str:
        named = set(names_in(first))
        if named <= self.inputs.keys():
            return self.spell(first, money, _UNARY)
        if named & self.missing:
            a, b = self.spell(first, money, 0), self.spell(second, money, 0)
            return self.said.words.say("call.otherwise", a=a, b=b)
        return self.spell(second, money, _UNARY)

    def _named(self, name: str) -> str:
        return name if self.by_id else self.said.titled(name)

    def _figure(self, value: Decimal, money: bool) -> str:
        if not money:
            return plain_number(value)
        return self.said.money(value) if self.symbol else plain_money(value, self.said.policy.minor_unit)

    def _is_money(self, formula: Formula) -> bool:
        match formula:
            case Number():
                return False
            case Name(name):
                return self.said.is_money(name)
            case Negative(of):
                return self._is_money(of)
            case Arithmetic(_, left, right):
                return self._is_money(left) or self._is_money(right)
            case Call(_, arguments):
                return any(self._is_money(argument) for argument in arguments)
            case _:
                assert_never(formula)
