"""Reviewing clips one after the other, each by one key."""
