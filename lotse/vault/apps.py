from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "lotse.vault"

    def ready(self) -> None:
        from lotse.vault import checks  # noqa: F401  (registers the start-up checks)
