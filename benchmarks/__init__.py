"""What the program costs, measured: `make bench`, `workbench-bench NAME`."""
