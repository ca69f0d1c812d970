"""Print how often the search finds who is meant: `python -m bench.recall [persons]`, on an installation of its own."""

import os
import sys
import tempfile


def main(among: int) -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-recall-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "lotse.settings", "LOTSE_DATA": folder, "LOTSE_KEYS": f"{folder}/keys"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from tests import gold
        from tests.world import TODAY, build

        whose = gold.populate(gold.pairs(), among, build().office, TODAY)
        result = gold.recall(whose, TODAY)
        print(f"{result}, among {among} others", *result.missed, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
