"""Recordings as signals: open, read, overview, play. No Qt, no torch."""
