from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "lotse.rulebook"

    def ready(self) -> None:
        from lotse.rulebook import checks  # noqa: F401  (registers the start-up check)
