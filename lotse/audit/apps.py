from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "lotse.audit"

    def ready(self) -> None:
        from lotse.audit import checks, context, triggers  # noqa: F401  (checks register themselves)

        connection_created.connect(context.register_functions, dispatch_uid="lotse.audit")
        # SQLite drops triggers without a word when Django rebuilds a table: so none are there while migrations run.
        pre_migrate.connect(triggers.before_migrate, sender=self, dispatch_uid="lotse.audit")
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="lotse.audit")
