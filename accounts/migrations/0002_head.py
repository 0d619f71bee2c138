from django.db import migrations


def create(apps, _schema_editor):
    apps.get_model("accounts", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    """The one row that every write locks: the end of a chain that has no event yet."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
