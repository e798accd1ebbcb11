"""`assert_never`, which makes the type checker prove that a `match` has an arm for every kind.

From the standard library where it is there: importing `typing_extensions` takes a tenth of what a verdict may take.
"""

import sys

if sys.version_info >= (3, 11):
    from typing import assert_never
else:
    from typing_extensions import assert_never

__all__ = ["assert_never"]
