"""Formulas: `refund_due + max(fraud_multiple * price_paid, fraud_floor)`.

Python's own parser reads the text (`ast`, nothing is ever run), after a look at its tokens has shown that it
holds numbers, names, operators, parentheses and commas only. A number is taken from the source text, so that
0.1 is a tenth and not the nearest binary fraction.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from triage.document import Node, Scalar
from triage.parse.scope import Scope
from triage.parse.values import DIGITS_AFTER, DIGITS_BEFORE
from triage.policy import FUNCTIONS, NUMERIC, Arithmetic, Call, Formula, Kind, Name, Negative, Number
from triage.problem import Place, Related, did_you_mean

Sort: TypeAlias = Literal["number", "moment"]
"""What a formula comes to: a number (money and counts are numbers) or a moment."""

LONGEST = 500
"""Characters of a formula."""
DEEPEST = 50
"""Parentheses and operators inside each other."""

_TOKEN = re.compile(r"\s+|[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_.])|[A-Za-z_][A-Za-z0-9_]*|[-+*/(),](?<!\*\*)(?<!//)")
_OPERATORS: Mapping[type[ast.operator], Literal["+", "-", "*", "/"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_TAKES: Mapping[str, tuple[tuple[Sort, ...], Sort]] = {
    "max": (("number",), "number"),
    "min": (("number",), "number"),
    "hours_between": (("moment", "moment"), "number"),
    "days_between": (("moment", "moment"), "number"),
    "plus_hours": (("moment", "number"), "moment"),
    "plus_days": (("moment", "number"), "moment"),
    "plus_months": (("moment", "number"), "moment"),
    "plus_years": (("moment", "number"), "moment"),
    "plus_working_days": (("moment", "number"), "moment"),
    "earliest": (("moment",), "moment"),
    "latest": (("moment",), "moment"),
}
"""The sorts of a function's arguments (the last one for all further ones) and of its result."""

NOTHING = Number(Decimal(0))
"""Stands in for a formula that could not be read."""


def read_formula(
    node: Node | None, what: str, scope: Scope, sort: Sort | None, constant: bool = False
) -> tuple[Formula, Sort | None]:
    """The formula and its sort, which must be `sort` where that is given.

    `constant`: only numbers and parameters may be read, as on the right side of a comparison.
    """
    if node is None:
        return NOTHING, None
    if not isinstance(node, Scalar):
        scope.problems.add(node.place, "not-a-formula", f"{what} must be a formula", "put it in quotes")
        return NOTHING, None
    reading = _Reading(node, what, scope, constant)
    tree = reading.tree()
    if tree is None:
        return NOTHING, None
    formula, found = reading.expression(tree, 0)
    if sort and found and sort != found:
        scope.problems.add(node.place, "wrong-sort", f"{what} must be a {sort}; this formula gives a {found}")
    return formula, found


class _Reading:
    """One formula being read."""

    def __init__(self, node: Scalar, what: str, scope: Scope, constant: bool) -> None:
        self._node = node
        self._text = node.text.strip().replace("\n", " ")
        self._lead = len(node.text) - len(node.text.lstrip())
        self._what = what
        self._scope = scope
        self._constant = constant
        self._is_too_deep = False

    def tree(self) -> ast.expr | None:
        """The text as Python's parser sees it; None, with a problem, where it is no formula."""
        if len(self._text) > LONGEST:
            self._problem(0, "formula-too-long", f"{self._what} is longer than {LONGEST} characters", "make a measure")
            return None
        end = self._first_foreign()
        if end is not None:
            hint = "write numbers with digits and one point, like 35.00" if self._text[end].isdigit() else _SPEECH
            self._problem(end, "bad-formula", f"{self._what} cannot have `{self._text[end]}` here", hint)
            return None
        if max(_depths(self._text)) > DEEPEST:
            self._too_deep(0)
            return None
        try:
            return ast.parse(self._text, mode="eval").body
        except SyntaxError as error:
            offset = min(max((error.offset or 1) - 1, 0), max(len(self._text) - 1, 0))
            self._problem(offset, "bad-formula", f"{self._what} is not a complete formula", _SPEECH)
        return None

    def _first_foreign(self) -> int | None:
        """The offset of the first character that no formula has; None where there is none."""
        position = 0
        while position < len(self._text):
            match = _TOKEN.match(self._text, position)
            if match is None:
                return position
            position = match.end()
        return None

    def _problem(self, offset: int, code: str, message: str, hint: str = "") -> None:
        self._scope.problems.add(self._place(offset), code, message, hint)

    def _place(self, offset: int) -> Place:
        return self._node.at(self._lead + offset)

    def _too_deep(self, offset: int) -> None:
        """Report once that there are too many levels, however many branches reach them."""
        if not self._is_too_deep:
            message = f"{self._what} is nested too deeply"
            self._problem(offset, "formula-too-deep", message, "move a part into a measure")
        self._is_too_deep = True

    def expression(self, tree: ast.expr, depth: int) -> tuple[Formula, Sort | None]:
        """The formula of a tree, with its sort (None where a mistake hides it)."""
        if depth > DEEPEST:
            self._too_deep(tree.col_offset)
            return NOTHING, None
        match tree:
            case ast.Constant(value=value) if type(value) in (int, float):
                return self._number(tree), "number"
            case ast.Name(id=name):
                return Name(name), self._name(name, tree.col_offset)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return Arithmetic(
                    _OPERATORS[type(op)], self._numeric(left, depth), self._numeric(right, depth)
                ), "number"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self._numeric(operand, depth)), "number"
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments, tree.col_offset, depth)
            case _:
                self._problem(tree.col_offset, "bad-formula", f"{self._what} cannot have this here", _SPEECH)
                return NOTHING, None

    def _number(self, tree: ast.Constant) -> Number:
        text = ast.get_source_segment(self._text, tree) or "0"
        before, _, after = text.partition(".")
        if len(before) > DIGITS_BEFORE or len(after) > DIGITS_AFTER:
            message = f"a number has at most {DIGITS_BEFORE} digits before the point and {DIGITS_AFTER} after it"
            self._problem(tree.col_offset, "number-too-long", message)
            return NOTHING
        return Number(Decimal(text))

    def _numeric(self, tree: ast.expr, depth: int) -> Formula:
        return self._sorted(tree, "number", "`+ - * /` work on numbers", depth)

    def _sorted(self, tree: ast.expr, sort: Sort, why: str, depth: int) -> Formula:
        formula, found = self.expression(tree, depth + 1)
        if found and found != sort:
            said = ast.get_source_segment(self._text, tree)
            hint = "hours_between(a, b) and plus_hours(a, n) work on moments" if sort == "number" else ""
            self._problem(tree.col_offset, "wrong-sort", f"`{said}` is a {found}; {why}", hint)
        return formula

    def _call(self, function: str, arguments: list[ast.expr], offset: int, depth: int) -> tuple[Formula, Sort | None]:
        if function not in FUNCTIONS:
            near = did_you_mean(function, FUNCTIONS)
            hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(FUNCTIONS)}"
            self._problem(offset, "unknown-function", f"there is no function `{function}`", hint)
            return NOTHING, None
        least, most = FUNCTIONS[function]
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = f"{least}" if most == least else f"{least} or more"
            self._problem(offset, "wrong-arguments", f"`{function}` takes {wanted} values, not {len(arguments)}")
            return NOTHING, None
        if function == "plus_working_days" and not self._scope.has_calendar:
            hint = "write calendar.yaml; docs/language.md tells how"
            self._problem(offset, "no-calendar", "the pack does not say which days are working days", hint)
        if function == "otherwise":
            return self._otherwise(arguments, depth)
        takes, gives = _TAKES[function]
        expected = takes + takes[-1:] * (len(arguments) - len(takes))
        read = [
            self._sorted(argument, sort, f"`{function}` takes a {sort} here", depth)
            for argument, sort in zip(arguments, expected, strict=True)
        ]
        return Call(function, tuple(read)), gives

    def _otherwise(self, arguments: list[ast.expr], depth: int) -> tuple[Formula, Sort | None]:
        first, sort = self.expression(arguments[0], depth + 1)
        if sort is None:
            return Call("otherwise", (first, self.expression(arguments[1], depth + 1)[0])), None
        second = self._sorted(arguments[1], sort, f"both values of `otherwise` must be {sort}s", depth)
        return Call("otherwise", (first, second)), sort

    def _name(self, name: str, offset: int) -> Sort | None:
        scope, place = self._scope, self._place(offset)
        if self._constant:
            return self._parameter(name, offset)
        if name == "now":
            return "moment"
        if scope.knows(name, "parameter"):
            return "number"
        if name in scope.measures:
            return sort_of(scope.measures[name])
        if name in scope.shapes:
            shape = scope.shapes[name]
            if shape.kind and sort_of(shape.kind) is None:
                message = f"`{name}` is neither a number nor a moment, so that no formula can read it"
                scope.problems.add(place, "not-in-formulas", message, "", [Related("declared here", shape.place)])
            return sort_of(shape.kind)
        if scope.knows(name, "finding"):
            related = [Related("declared here", scope.names("finding")[name])]
            scope.problems.add(place, "not-in-formulas", f"`{name}` is a finding, not a number", "", related)
        elif not scope.trusts("fact", "measure", "parameter"):
            scope.problems.found.append(scope.unknown(name, place, "fact", "measure", "parameter"))
        return None

    def _parameter(self, name: str, offset: int) -> Sort | None:
        scope, place = self._scope, self._place(offset)
        if scope.knows(name, "parameter"):
            return "number"
        if name == "now" or scope.knows(name, "fact", "measure", "finding"):
            message = f"`{name}` is no parameter; {self._what} reads numbers and parameters only"
            hint = "declare a measure that computes the difference, and compare the measure"
            scope.problems.add(place, "not-constant", message, hint)
        elif not scope.trusts("parameter"):
            scope.problems.found.append(scope.unknown(name, place, "parameter"))
        return None


_SPEECH = f"a formula has numbers, names, + - * /, parentheses, and {', '.join(FUNCTIONS)}"


def sort_of(kind: Kind | None) -> Sort | None:
    """What sort a value of the kind has in a formula; None where formulas cannot read it."""
    if kind in NUMERIC:
        return "number"
    return "moment" if kind is Kind.MOMENT else None


def _depths(text: str) -> list[int]:
    """How many parentheses are open after each character."""
    depths = [0]
    for character in text:
        depths.append(depths[-1] + (character == "(") - (character == ")"))
    return depths
