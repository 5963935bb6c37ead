"""The job contract, the worker thread, and the two processes behind it: one reads sound, one runs models."""
