"""One picture each on the document's time axis."""
