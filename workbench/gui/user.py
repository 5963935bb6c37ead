"""Who sits at the window: the name under which labels are made."""

from __future__ import annotations

import getpass
from functools import cache


@cache
def user_name() -> str:
    """The name of the account; "me" where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"
