"""Analyses: what can be measured by formula, column by column. Models without weights.

What takes more than a few lines is left to librosa, which is imported late, when such an analysis runs (it takes some
seconds): the cards, RMS, centroid and pitch do without.
"""
