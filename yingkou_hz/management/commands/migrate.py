"""Django's migrate, with the triggers lifted meanwhile: SQLite drops or trips over them when Django rebuilds a table."""

from django.core.management.commands import migrate
from django.db import connections

from submissions import frozen


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        frozen.lift(connection)
        try:
            super().handle(*args, **options)
        finally:
            frozen.install(connection)
