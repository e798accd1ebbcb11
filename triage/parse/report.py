"""What is said in the end: one mistake, one problem."""

from __future__ import annotations

from triage.problem import Problem, Problems


def without_echoes(problems: Problems, of_text: int) -> tuple[Problem, ...]:
    """All problems in order, but only the first word on a place that the text itself has a problem with.

    `of_text` is how many problems were found before anything was made of the text. A value that YAML programs
    read differently (`yes`) is not reported once more as no value of its fact.
    """
    places = {problem.place for problem in problems.found[:of_text]}
    problems.found[of_text:] = [problem for problem in problems.found[of_text:] if problem.place not in places]
    return problems.sorted()
