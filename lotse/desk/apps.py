from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lotse.desk"

    def ready(self) -> None:
        from lotse.desk import checks  # noqa: F401  (registers them)
