"""Keep the last reply, or the last reason, of orders that were answered before what was said was kept."""

from django.db import migrations


def keep(apps, schema_editor):
    word = apps.get_model("tasks", "OrderWord").objects
    for order in apps.get_model("tasks", "Supervision").objects.exclude(replied_at=None):
        said = {"text": order.reply, "said_at": order.replied_at, "said_by": order.replied_by}
        word.create(order=order, kind="REPLY", **said)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_order_words")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
