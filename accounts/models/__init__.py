"""Who: units, accounts and the posts that say what an account may do. The journal's rows stand in journal.py."""

from accounts.journal import Event, Head
from accounts.models.people import ALPHABET, Post, Role, User, pair, person
from accounts.models.units import Unit, UnitKind

__all__ = ["ALPHABET", "Event", "Head", "Post", "Role", "Unit", "UnitKind", "User", "pair", "person"]
