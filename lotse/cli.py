"""The console script `lotse`: Django's management commands and ours."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lotse.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting is wrong: one sentence, not fifty lines of Python
        sys.exit(f"lotse: {error}")


if __name__ == "__main__":
    main()
