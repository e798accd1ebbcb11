"""Questions about terms, answered by the solver Z3. The only module that imports it.

The solver keeps what it has learned from one question to the next, which mostly helps and sometimes leads it astray: a
question that is not answered at once is put to a new one. One that takes longer than its limit is given up, and the
answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import z3

from triage.prove.answer import NONE, UNDECIDED, Answer
from triage.prove.limit import Limit
from triage.prove.terms import Assignment, Term
from triage.prove.walks import fold, unknowns_in

AT_ONCE = 3_000_000
"""Steps after which a question is put to a new solver (about a second). Steps, so that equal runs find equal cases."""


class Solver:
    """Finds cases in which terms hold, among those in which `background` does."""

    def __init__(self, background: Sequence[Term]) -> None:
        self.background = background
        self._context = z3.Context()  # its own, so that nothing asked elsewhere matters
        self._made: dict[Term, Any] = {}
        self._declared: dict[Term, Any] = {}
        self._names = unknowns_in(background)
        self._experienced = self._new()

    def find(self, *terms: Term, limit: Limit) -> Answer:
        """A case in which all of the terms hold; undecided where the limit runs out."""
        answer = self._ask(self._experienced, terms, limit, AT_ONCE)
        return answer if answer.decided else self._ask(self._new(), terms, limit)

    def _new(self) -> z3.Solver:
        solver = z3.Solver(ctx=self._context)
        solver.set("random_seed", 0)
        for term in self.background:
            solver.add(self._expression(term))
        return solver

    def _ask(self, solver: z3.Solver, terms: Sequence[Term], limit: Limit, steps: int = 0) -> Answer:
        milliseconds = int(limit.left * 1000)
        if milliseconds == 0:
            return UNDECIDED
        solver.set("timeout", milliseconds)
        solver.set("rlimit", steps)
        solver.push()
        try:
            for term in terms:
                solver.add(self._expression(term))
            result = solver.check()
            if result == z3.sat:
                return Answer(True, self._case(solver.model(), terms), found=True)
            return NONE if result == z3.unsat else UNDECIDED
        finally:
            solver.pop()

    def _expression(self, term: Term) -> Any:
        return fold(term, self._translated, self._made)

    def _translated(self, term: Term, parts: list[Any]) -> Any:
        context = self._context
        match term.op:
            case "true" | "false":
                return z3.BoolVal(term.op == "true", context)
            case "unknown":
                return z3.Bool(str(term.detail), context)
            case "integer":
                return z3.Int(str(term.detail), context)
            case "real":
                return z3.Real(str(term.detail), context)
            case "number":
                assert isinstance(term.detail, Fraction)
                return _exactly(term.detail, context)
            case "not":
                return _built(z3.Z3_mk_not(context.ref(), parts[0].ast), context)
            case "and" | "or":
                make = z3.Z3_mk_and if term.op == "and" else z3.Z3_mk_or
                return _built(make(context.ref(), len(parts), _array(parts)), context)
            case "least":
                return parts[0] >= 0
            case _:
                return _computed(term, parts)

    def _case(self, model: Any, terms: Sequence[Term]) -> Assignment:
        names = dict.fromkeys((*self._names, *unknowns_in(terms)))
        return {str(name.detail): self._value(name, model) for name in names}

    def _value(self, unknown: Term, model: Any) -> bool | Fraction:
        """What the model says of an unknown; false or zero where it says nothing."""
        made = self._made[unknown]
        if unknown not in self._declared:
            self._declared[unknown] = made.decl()
        said = z3.Z3_model_get_const_interp(self._context.ref(), model.model, self._declared[unknown].ast)
        if unknown.op == "unknown":
            return bool(said and z3.Z3_get_bool_value(self._context.ref(), said) == z3.Z3_L_TRUE)
        found = model.eval(made, model_completion=True)
        if z3.is_algebraic_value(found):
            found = found.approx(12)
        return Fraction(found.as_fraction()) if z3.is_rational_value(found) else Fraction(found.as_long())


def _built(ast: Any, context: z3.Context) -> Any:
    """A truth value as z3 wraps it, without the checks that z3 makes of each part."""
    return z3.BoolRef(ast, context)


def _array(parts: list[Any]) -> Any:
    return (z3.Ast * len(parts))(*(part.ast for part in parts))


def _computed(term: Term, parts: list[Any]) -> Any:
    match term.op:
        case "sum":
            return _sum(term, parts)
        case "product":
            return _alike(parts[0]) * _alike(parts[1])
        case "quotient":
            return _alike(parts[0]) / _alike(parts[1])
        case "floor":
            return z3.ToInt(_alike(parts[0]))
        case "if":
            then, otherwise = parts[1:] if term.integral else map(_alike, parts[1:])
            return z3.If(parts[0], then, otherwise)
        case _:
            raise ValueError(term.op)


def _exactly(value: Fraction, context: z3.Context) -> Any:
    return z3.IntVal(value.numerator, context) if value.denominator == 1 else z3.RealVal(str(value), context)


def _alike(number: Any) -> Any:
    """The number as a real."""
    return z3.ToReal(number) if z3.is_int(number) else number


def _sum(term: Term, parts: list[Any]) -> Any:
    assert isinstance(term.detail, tuple)
    fixed, *factors = term.detail
    context = parts[0].ctx
    if term.integral:
        whole = [_exactly(factor, context) * part for factor, part in zip(factors, parts, strict=True)]
        return z3.Sum([_exactly(fixed, context), *whole])
    reals = [z3.RealVal(str(factor), context) * _alike(part) for factor, part in zip(factors, parts, strict=True)]
    return z3.Sum([z3.RealVal(str(fixed), context), *reals])
