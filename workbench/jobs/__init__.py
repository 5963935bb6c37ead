"""The job contract, the worker thread, and the model process behind it."""
