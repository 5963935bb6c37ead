"""What a job says, kept for a test to look at."""

from __future__ import annotations


def watch(job):
    """The lists of its results, of its progress with the seconds left, and of its ends; they grow as it goes on."""
    results, progress, ends = [], [], []
    job.result.connect(results.append)
    job.progress.connect(lambda done, left: progress.append((done, left)))
    job.ended.connect(ends.append)
    return results, progress, ends
