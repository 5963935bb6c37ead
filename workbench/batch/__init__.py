"""The models over many files, without a window. No Qt."""
