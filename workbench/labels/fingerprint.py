"""What a recording's content is known by, wherever its file lies and whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

_BLOCK = 4096
_BLOCKS = 64


def fingerprint(path: Path) -> str:
    """Of the file's size and 64 blocks all over it; takes milliseconds for files of any length. Raises `OSError`."""
    size = path.stat().st_size
    digest = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb", buffering=0) as file:
        last = max(size - _BLOCK, 0)
        for place in sorted({last * block // (_BLOCKS - 1) for block in range(_BLOCKS)}):
            file.seek(place)
            digest.update(file.read(_BLOCK) or b"")
    return digest.hexdigest()
