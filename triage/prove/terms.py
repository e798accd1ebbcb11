"""Truth values and numbers of all cases at once: expressions over the unknowns of a case.

An expression is built once for each meaning that it can be seen to have (`x and x` is `x`), so that equal expressions
are the same object, and carries a digest of what it says, by which answers about it can be kept. Expressions can be
evaluated in one case in `walks`, and handed to a solver in `solving`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import blake2b
from math import floor, gcd, lcm
from typing import TypeAlias
from weakref import WeakValueDictionary

Assignment: TypeAlias = Mapping[str, bool | Fraction]
"""One case: the value of every unknown by its name."""


class Term:
    """An expression. `op` says which; `detail` is the name of an unknown, a number, or the coefficients of a sum.

    Truth values: true, false, unknown, not, and, or, least (a number is at least zero).
    Numbers: number, integer, real (unknowns), sum, product, quotient, floor, if.
    """

    __slots__ = ("__weakref__", "detail", "digest", "integral", "op", "parts")

    def __init__(self, op: str, parts: tuple[Term, ...], detail: object, integral: bool, digest: bytes) -> None:
        self.op = op
        self.parts = parts
        self.detail = detail
        self.integral = integral
        self.digest = digest

    def __repr__(self) -> str:
        """Unknowns and numbers by name, others by their digest: written out they could fill a library."""
        return f"{self.op} {self.detail}" if not self.parts else f"{self.op}#{self.digest.hex()[:8]}"


_built: WeakValueDictionary[bytes, Term] = WeakValueDictionary()


def _term(op: str, parts: tuple[Term, ...] = (), detail: object = None, integral: bool = False) -> Term:
    digest = blake2b(f"{op}|{detail!r}|".encode(), digest_size=16)
    digest.update(b"".join([part.digest for part in parts]))
    key = digest.digest()
    found = _built.get(key)
    if found is None:
        found = _built[key] = Term(op, parts, detail, integral, key)
    return found


# --- Truth values ------------------------------------------------------------------------------

TRUE = _term("true")
FALSE = _term("false")


def truth(value: bool) -> Term:
    """A truth value that is the same in every case."""
    return TRUE if value else FALSE


def unknown(name: str) -> Term:
    """A truth value that a case decides."""
    return _term("unknown", detail=name)


def negation(of: Term) -> Term:
    """True where `of` is false."""
    if of is TRUE or of is FALSE:
        return truth(of is FALSE)
    return of.parts[0] if of.op == "not" else _term("not", (of,))


def both(*parts: Term) -> Term:
    """True where all parts are; with no parts: true."""
    return _joined("and", parts, TRUE, FALSE)


def either(*parts: Term) -> Term:
    """True where a part is; with no parts: false."""
    return _joined("or", parts, FALSE, TRUE)


def _joined(op: str, parts: Iterable[Term], neutral: Term, absorbing: Term) -> Term:
    flat: dict[Term, None] = {}
    denied: set[Term] = set()  # what the negations among them deny
    for part in parts:
        for each in part.parts if part.op == op else (part,):
            if each is neutral or each in flat:
                continue
            opposed = each.parts[0] in flat if each.op == "not" else each in denied
            if each is absorbing or opposed:
                return absorbing
            flat[each] = None
            if each.op == "not":
                denied.add(each.parts[0])
    if len(flat) < 2:
        return next(iter(flat), neutral)
    return _term(op, tuple(flat))


def implies(left: Term, right: Term) -> Term:
    """True unless `left` holds and `right` does not."""
    return either(negation(left), right)


def same(left: Term, right: Term) -> Term:
    """True where both have the same truth value."""
    return both(implies(left, right), implies(right, left))


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, else `otherwise`; both truth values."""
    if then is otherwise:
        return then
    return either(both(condition, then), both(negation(condition), otherwise))


# --- Numbers -----------------------------------------------------------------------------------


def number(value: Fraction | int) -> Term:
    """A number that is the same in every case."""
    exact = Fraction(value)
    return _term("number", detail=exact, integral=exact.denominator == 1)


ZERO = number(0)


def integer(name: str) -> Term:
    """A whole number that a case decides."""
    return _term("integer", detail=name, integral=True)


def real(name: str) -> Term:
    """A number that a case decides."""
    return _term("real", detail=name)


def constant(term: Term) -> Fraction | None:
    """The number, where it is the same in every case."""
    return term.detail if isinstance(term.detail, Fraction) and term.op == "number" else None


def _linear(term: Term) -> tuple[Fraction, dict[Term, Fraction]]:
    """The constant of a number, and its other terms with their coefficients."""
    if term.op == "number":
        return constant(term) or Fraction(0), {}
    if term.op != "sum":
        return Fraction(0), {term: Fraction(1)}
    assert isinstance(term.detail, tuple)
    fixed, *factors = term.detail
    return fixed, dict(zip(term.parts, factors, strict=True))


def _sum(fixed: Fraction, factors: Mapping[Term, Fraction]) -> Term:
    kept = {term: factor for term, factor in factors.items() if factor}
    if not kept:
        return number(fixed)
    if fixed == 0 and list(kept.values()) == [1]:
        return next(iter(kept))
    integral = all(term.integral and factor.denominator == 1 for term, factor in kept.items())
    return _term("sum", tuple(kept), (fixed, *kept.values()), integral and fixed.denominator == 1)


def plus(*parts: Term) -> Term:
    """The sum of numbers."""
    fixed, factors = Fraction(0), dict[Term, Fraction]()
    for part in parts:
        more, terms = _linear(part)
        fixed += more
        for term, factor in terms.items():
            factors[term] = factors.get(term, Fraction(0)) + factor
    return _sum(fixed, factors)


def scaled(term: Term, by: Fraction | int) -> Term:
    """The number times a number that is the same in every case."""
    fixed, factors = _linear(term)
    return _sum(fixed * by, {each: factor * by for each, factor in factors.items()})


def minus(left: Term, right: Term) -> Term:
    """`left - right`."""
    return plus(left, scaled(right, -1))


def times(left: Term, right: Term) -> Term:
    """The product of two numbers."""
    for one, other in ((left, right), (right, left)):
        factor = constant(one)
        if factor is not None:
            return scaled(other, factor)
    return _term("product", (left, right), integral=left.integral and right.integral)


def over(left: Term, right: Term) -> Term:
    """The quotient of two numbers; whoever uses it sees to it that `right` is not zero (here: it is zero then)."""
    divisor = constant(right)
    if divisor is not None:
        return scaled(left, 1 / divisor) if divisor else ZERO
    return _term("quotient", (left, right))


def whole(term: Term) -> Term:
    """The greatest whole number that is not above."""
    fixed, factors = _linear(term)
    done: dict[_Scaled, Term] = {}
    spread = [_spread((each, factor), done) for each, factor in factors.items()]
    kept = plus(*(each for each in spread if each.integral))
    rest = plus(number(fixed), *(each for each in spread if not each.integral))
    value = constant(rest)
    return plus(kept, number(floor(value)) if value is not None else _term("floor", (rest,), integral=True))


_Scaled: TypeAlias = "tuple[Term, Fraction]"
"""A number and what it is multiplied by."""


def _spread(scaled_term: _Scaled, done: dict[_Scaled, Term]) -> Term:
    """The number times a factor, inside the branches where there are some: 100 * (x / 100 or 5) is whole, if x is.

    A walk of its own rather than a recursion: branches can lie as deep as a pack has moments in order.
    """
    waiting = [scaled_term]
    while waiting:
        term, factor = waiting[-1]
        missing = [inner for inner in _inside(term, factor) if inner not in done]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if (term, factor) not in done:
            done[term, factor] = _spread_out(term, factor, done)
    return done[scaled_term]


def _inside(term: Term, factor: Fraction) -> Iterator[_Scaled]:
    """What the number is put together from, each times its factor."""
    if term.op == "if":
        yield from ((branch, factor) for branch in term.parts[1:])
    elif term.op == "sum":
        yield from ((each, inner * factor) for each, inner in _linear(term)[1].items())


def _spread_out(term: Term, factor: Fraction, done: dict[_Scaled, Term]) -> Term:
    if term.op == "if":
        condition, then, otherwise = term.parts
        return select(condition, done[then, factor], done[otherwise, factor])
    if term.op == "sum":
        fixed, factors = _linear(term)
        return plus(number(fixed * factor), *(done[each, inner * factor] for each, inner in factors.items()))
    return scaled(term, factor)


def select(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, else `otherwise`; both numbers."""
    if then is otherwise or condition is TRUE:
        return then
    if condition is FALSE:
        return otherwise
    return _term("if", (condition, then, otherwise), integral=then.integral and otherwise.integral)


def at_least(left: Term, right: Term) -> Term:
    """True where `left >= right`."""
    fixed, factors = _linear(minus(left, right))
    if not factors:
        return truth(fixed >= 0)
    scale = Fraction(lcm(*(f.denominator for f in factors.values())), gcd(*(f.numerator for f in factors.values())))
    return _term("least", (_sum(fixed * scale, {term: factor * scale for term, factor in factors.items()}),))


def more_than(left: Term, right: Term) -> Term:
    """True where `left > right`."""
    return negation(at_least(right, left))


def equal(left: Term, right: Term) -> Term:
    """True where both numbers are the same."""
    return both(at_least(left, right), at_least(right, left))


def greater(left: Term, right: Term) -> Term:
    """The greater of two numbers."""
    return select(at_least(left, right), left, right)
