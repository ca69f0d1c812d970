"""WSGI entry point for granian. Serves only when every start-up check agrees, and else says what to do."""

import gc
import os
import sys

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotse.settings")
application = get_wsgi_application()

if faults := [found for found in checks.run_checks(databases=["default"]) if found.is_serious()]:
    sys.exit("Lotse startet nicht:\n" + "\n".join(f"- {fault.msg}\n  {fault.hint or ''}" for fault in faults))

from lotse.audit.checks import verify_triggers  # noqa: E402 - models are ready only now

try:
    verify_triggers()
except ImproperlyConfigured as fault:
    sys.exit(f"Lotse startet nicht:\n{fault}")

# What is loaded by now stays for good. The collector need not look through it again and again while pages are made:
# a large one took a sixth longer.
gc.collect()
gc.freeze()
