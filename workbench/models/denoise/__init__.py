"""Denoising: networks that take noise out of speech, and what drives them over a recording."""
