"""Sound classification: networks, the sliding-window model, segments from scores."""
