"""Who sits at the window: the name under which labels are made."""

from __future__ import annotations

from functools import cache


@cache
def user_name() -> str:
    """The name of the account; "me" where the system has none."""
    import getpass  # takes a hundredth of a second, which the start need not

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"
