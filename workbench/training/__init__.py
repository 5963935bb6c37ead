"""Labelled clips, augmentation, the training loop, and the recipes that made the shipped models. No Qt."""
