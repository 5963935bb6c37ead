"""A program that does everything one can do with a cache, at random, while others do the same: see `test_cache.py`.

    python use_cache.py FOLDER SEED ROUNDS LIMIT_BYTES

Ends with an assertion where an entry was not whole, was removed while it was in use, or the limit was not held.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from workbench.audio.cache import OVERVIEWS, Cache
from workbench.audio.decoded_file import DecodedFile, DecodedHeader, DecodedWriter, find_decoded

KEYS = 6
LARGEST = 60_000
HELD_AT_ONCE = 3
"""Entries that one program may have in use: one kept open, one being written, one being read."""


def content(key: int) -> np.ndarray:
    """int16, shape (frames, 2); at most `LARGEST` bytes with its header."""
    rng = np.random.default_rng(key)
    return rng.integers(-32768, 32768, (int(rng.integers(3000, 13_000)), 2)).astype(np.int16)


class User:
    def __init__(self, folder: Path, seed: int, limit_bytes: int) -> None:
        self.cache = Cache(folder, limit_bytes)
        self.rng = np.random.default_rng(seed)
        self.held: tuple[int, DecodedFile] | None = None

    def key(self) -> int:
        return int(self.rng.integers(KEYS))

    def write(self) -> None:
        key = self.key()
        entry = self.cache.create(OVERVIEWS, str(key))
        for part in np.array_split(content(key), 4):
            entry.write(part.tobytes())
        if self.rng.random() < 0.9:
            entry.keep()
            self.trim()
        entry.drop()

    def decode(self) -> None:
        key = self.key()
        writer = DecodedWriter(self.cache, Path("a.flac"), str(key), DecodedHeader(8000, 2, 0, "int16", "FLAC"))
        for part in np.array_split(content(key), 4):
            writer.append(part)
        if self.rng.random() < 0.9:
            writer.finish(())
            self.trim()
        else:
            writer.abandon()
        writer.decoded.close()

    def look(self) -> None:
        key = self.key()
        file = self.cache.open(OVERVIEWS, str(key))
        if file is not None:
            with file:
                assert file.read() == content(key).tobytes()

    def read(self) -> None:
        key = self.key()
        found = find_decoded(self.cache, Path("a.flac"), str(key))
        if found:
            np.testing.assert_array_equal(found[0].read(0, found[0].frames), content(key))
            found[0].close()

    def hold(self) -> None:
        """What was held must still be there, for us and for others; then hold another."""
        if self.held is not None:
            key, decoded = self.held
            np.testing.assert_array_equal(decoded.read(0, decoded.frames), content(key))
            decoded.close()
        key = self.key()
        found = find_decoded(self.cache, Path("a.flac"), str(key))
        self.held = (key, found[0]) if found else None

    def trim(self) -> None:
        self.cache.trim()

    def empty(self) -> None:
        self.cache.empty()

    def run(self, rounds: int) -> None:
        todo = (self.write, self.decode, self.look, self.read, self.hold, self.trim, self.empty)
        often = np.array((6, 6, 6, 6, 3, 3, 1)) / 31
        for _ in range(rounds):
            todo[self.rng.choice(len(todo), p=often)]()
            assert self.cache.usage().size_bytes <= self.cache.limit_bytes + 2 * HELD_AT_ONCE * LARGEST


if __name__ == "__main__":
    User(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[4])).run(int(sys.argv[3]))
