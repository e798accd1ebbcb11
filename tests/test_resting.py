"""On what a verdict rests when a session stops: what changes nothing, what was ruled out, what could still flip it."""

from __future__ import annotations

from msgspec.structs import replace
from random_packs import TEXT
from small_packs import blames, case, fact, policy, rule

from triage.case import NotKnown
from triage.interview import Session, Topic, answer, ask, rest
from triage.policy import All, Condition, Not, OneOf, Policy, Presumption, Screen
from triage.render.naming import naming
from triage.render.resting import render_rest
from triage.render.style import PLAIN


def holds(name: str) -> Condition:
    return OneOf(name, (True,))


def with_exceptions() -> Policy:
    """Late: the seller answers, unless it was agreed. A gift changes something only where it was not late."""
    rare = Presumption(False, TEXT, ())
    facts = [
        fact("late"),
        fact("agreed", screen="rare", presume=rare),
        fact("gift", screen="rare", presume=rare),
    ]
    rules = [
        rule("late", All((holds("late"), Not(holds("agreed")))), blames()),
        rule("agreed", holds("agreed"), blames("user")),
        rule("gift", All((holds("gift"), Not(holds("late")))), blames("user")),
    ]
    return replace(policy(facts, rules), screens={"rare": Screen("rare", TEXT)})


def to_the_end(it: Policy, answers: dict[str, bool | None]) -> Session:
    session = Session(it, case())
    while (question := ask(session)) is not None:
        said = frozenset[str]() if question.topic is Topic.SCREEN else answers[question.id]
        session = answer(session, question, said)
    return session


def test_of_the_exceptions_that_were_ruled_out_those_are_named_that_would_change_the_headline() -> None:
    session = to_the_end(with_exceptions(), {"late": True})
    asked = [name for turn in session.history for name in turn.question.names]
    assert "gift" in asked
    found = rest(session)
    assert found.ruled_out == ("agreed",)
    assert found.firm
    assert found.decided


def test_what_nobody_could_say_and_still_decides_is_named() -> None:
    it = policy([fact("late")], [rule("late", holds("late"), blames())])
    found = rest(to_the_end(it, {"late": None}))
    assert (found.flips, found.ruled_out, found.firm, found.decided) == (("late",), (), False, False)


def test_what_is_open_and_changes_nothing_is_named_as_that() -> None:
    it = policy([fact("late"), fact("sealed")], [rule("late", holds("late"), blames())])
    session = to_the_end(it, {"late": True})
    unsaid = replace(session, case=session.case.with_answer("sealed", NotKnown()))
    assert rest(unsaid).indifferent == ("sealed",)
    assert "whatever the answer to the one open question is" in render_rest(rest(unsaid), naming(it, "en"), 200, PLAIN)


def test_the_words_say_whether_it_stands_is_open_or_hangs_on_something() -> None:
    it = policy([fact("late")], [rule("late", holds("late"), blames())])
    said = naming(it, "en")
    shown = {
        answer_: render_rest(rest(to_the_end(it, {"late": answer_})), said, 200, PLAIN) for answer_ in (True, None)
    }
    assert shown[True].startswith("That is all: nothing that is still open could change")
    assert shown[None].startswith("That is all that can be asked. What decides is still open: ")
