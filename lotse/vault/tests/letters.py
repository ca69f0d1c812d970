from django.db import models

from lotse.ui.ids import uuid7
from lotse.vault import keys
from lotse.vault.fields import SealedTextField


class Letter(models.Model):
    """A model as the rooms have them: its texts lie under its own key, that one under the key of a file."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    file = models.UUIDField()
    wrapped = models.BinaryField()
    topic = models.CharField(max_length=20, default="housing")
    text = SealedTextField(key="content_key")
    answer = SealedTextField(key="content_key", null=True)

    class Meta:
        app_label = "vault_tests"

    def __str__(self) -> str:
        return str(self.id)

    def content_key(self) -> bytes:
        return keys.unwrap(bytes(self.wrapped), under=self.file)
