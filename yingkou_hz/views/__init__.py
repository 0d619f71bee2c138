"""Pages that belong to no app: the house's health, and what its administrator needs from every room."""
