"""The time that one question may take, all that belongs to it together: asking, and making its case small."""

from __future__ import annotations

import time
from collections.abc import Callable


class Limit:
    """`seconds` from each `start`. `clock` tells seconds from some moment on."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.clock = clock
        self.start()

    def start(self) -> None:
        """A question begins."""
        self._since = self.clock()

    @property
    def left(self) -> float:
        """The seconds that are left to it; 0 where they are over."""
        return max(0.0, self._since + self.seconds - self.clock())
