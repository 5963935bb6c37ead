"""The model contract, the catalogue, weights; one folder a task. No Qt."""
