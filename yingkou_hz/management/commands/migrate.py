"""Django's migrate between lifting the triggers and putting them back.

A trigger that names a table stands in the way of rebuilding it, and SQLite drops a rebuilt table's own without a word.
"""

from django.core.management.commands import migrate

from submissions import frozen


class Command(migrate.Command):
    def handle(self, *args, **options):
        frozen.lift()
        try:
            super().handle(*args, **options)
        finally:
            frozen.install()
