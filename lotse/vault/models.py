from functools import cached_property

from django.db import models
from django.utils import timezone

from lotse.ui.ids import uuid7
from lotse.vault.fields import SealedTextField


class SubjectKey(models.Model):
    """The key of one subject (a file; or an organisation, for what belongs to no file yet), under a master key."""

    subject = models.UUIDField(primary_key=True, editable=False)
    organisation = models.UUIDField(db_index=True)
    master_number = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Destroyed means that the wrapped key is gone as well, not merely marked.
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(wrapped=b""),
                name="subjectkey_destroyed_is_empty",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)


class StoredFile(models.Model):
    """An upload or a filed PDF. Its bytes lie in LOTSE_DATA/files, sealed with a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    under = models.UUIDField(db_index=True)  # the subject whose key wraps this file's key
    wrapped = models.BinaryField()
    name = SealedTextField(key="content_key", null=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sealed_sha256 = models.CharField(max_length=64)  # of what lies on disk: a backup can be checked without keys
    stored_by = models.UUIDField(null=True)  # nobody: a system actor
    stored_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)

    @cached_property
    def content_key(self) -> bytes:
        from lotse.vault import keys

        return keys.unwrap(bytes(self.wrapped), under=self.under)
