"""Small windows beside the main one; none keeps the person from working."""
