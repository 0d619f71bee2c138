"""Pages of the units that report, and of the desk that reviews."""
