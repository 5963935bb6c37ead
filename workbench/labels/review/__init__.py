"""Reviewing: lists of clips, a person's answer to each, and what the answers say."""
