"""What a person reads as text and YAML 1.1 (https://yaml.org/type/) as something else."""

from __future__ import annotations

import re

_QUOTES = 'if it is text, put it in quotes: "{}"'
TRAPS = (
    (
        re.compile("yes|no|on|off", re.IGNORECASE),
        "yaml-yes-no",
        "YAML programs disagree on whether `{}` is text or true/false",
        f"write true or false; {_QUOTES}",
    ),
    (
        re.compile(r"[-+]?0[0-9_]+(\.[0-9_]*)?"),
        "yaml-leading-zero",
        "`{}` begins with 0, which YAML programs may read as an octal number",
        f"write it without the zero; {_QUOTES}",
    ),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"),
        "yaml-sexagesimal",
        "YAML programs may read `{}` as a number to the base 60",
        'put it in quotes: "{}"; a moment is written like 2026-05-10T14:30',
    ),
    (
        re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE),
        "yaml-not-finite",
        "`{}` is not a number that can be used",
        "leave a bound out where there is none",
    ),
    (
        re.compile("[-+]?0[xbo][0-9a-f_]+", re.IGNORECASE),
        "yaml-other-base",
        "YAML programs may read `{}` as a number to another base",
        f"write numbers with the digits 0 to 9; {_QUOTES}",
    ),
    (
        re.compile(r"[-+]?([1-9][0-9]*_[0-9_]*(\.[0-9_]*)?|(0|[1-9][0-9]*)\.[0-9]*_[0-9_]*)"),
        "yaml-underscore",
        "`{}` has an underscore, which YAML programs may drop",
        f"write the number without it; {_QUOTES}",
    ),
)
"""Patterns of YAML 1.1 (https://yaml.org/type/) that a plain scalar may not match, each with what to say."""

MAY_BE_TRAP = re.compile("[-+.0-9yno]", re.IGNORECASE)
"""How every text begins that one of the patterns matches."""
