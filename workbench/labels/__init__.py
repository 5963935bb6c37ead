"""Labels: what a person or a model says of a recording, kept in a project file; no Qt, no torch."""
