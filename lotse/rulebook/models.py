"""The concepts this installation works by, exactly as they were adopted. Rows are added, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lotse.ui.ids import uuid7


class AdoptedConcept(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(_("Konzept"), max_length=120, unique=True)
    text = models.TextField(_("Wortlaut"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    from_on = models.DateField(_("in Kraft ab"), unique=True)
    adopted_at = models.DateTimeField(_("angenommen"), auto_now_add=True)

    class Meta:
        ordering = ["from_on"]

    def __str__(self) -> str:
        return self.key
