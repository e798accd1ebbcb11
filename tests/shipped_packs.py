"""The packs that are shipped, read once."""

from __future__ import annotations

from functools import cache

from triage.bundled import pack_folder
from triage.parse import load_policy
from triage.policy import Policy


@cache
def shipped(pack: str = "cn-digital-goods") -> Policy:
    """A shipped pack by its name; it must be without errors."""
    folder = pack_folder(pack)
    assert folder is not None
    policy = load_policy(folder).policy
    assert policy is not None
    return policy
