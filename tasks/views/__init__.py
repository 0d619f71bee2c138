"""Pages of the tasks: the units' updates, and what moves them."""
