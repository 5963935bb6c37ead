"""Sounds made from nothing but a label and a place in a latent space."""
