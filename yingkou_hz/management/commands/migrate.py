"""Django's migrate, and then the triggers: SQLite drops them silently when Django rebuilds a table."""

from django.core.management.commands import migrate

from submissions import frozen


class Command(migrate.Command):
    def handle(self, *args, **options):
        super().handle(*args, **options)
        frozen.install()
