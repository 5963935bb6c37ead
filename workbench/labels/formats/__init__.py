"""Labels in the files of other programs: one file a format, all speaking of a `Sheet`."""
