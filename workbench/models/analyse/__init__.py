"""Analyses: what can be measured by formula, column by column. Models without weights, made with librosa.

librosa is imported late, when an analysis runs; the cards can be read without it.
"""
