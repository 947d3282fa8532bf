"""What a stage's migration needs for the rights that people may be given in a service."""

from typing import Any

from django.db.migrations import RunPython


def add_service_rights(**rights: str) -> RunPython:
    """Permissions on services, each with its name, as django-guardian grants them."""

    def add(apps: Any, schema_editor: Any) -> None:
        database = schema_editor.connection.alias
        types = apps.get_model("contenttypes", "ContentType").objects.using(database)
        permissions = apps.get_model("auth", "Permission").objects.using(database)
        service, _made = types.get_or_create(app_label="catalogue", model="service")
        for codename, name in rights.items():
            permissions.get_or_create(content_type=service, codename=codename, defaults={"name": name})

    def remove(apps: Any, schema_editor: Any) -> None:
        permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
        permissions.filter(content_type__app_label="catalogue", codename__in=rights).delete()

    return RunPython(add, remove)
