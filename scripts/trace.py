"""From a requirement to the concept entries that carry it and the tests that prove it."""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.toml"
NAMED = re.compile(r"^\s*requirements?\s*=\s*(.+)|requirements?\s*=\s*(\"[^\"]*\"|\[[^\]]*\])")
ID = re.compile(r"\"([A-Z]-\d+)\"")


def requirements() -> dict[str, str]:
    return {row["id"]: row["en"] for row in tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))["requirement"]}


def concept_entries() -> dict[str, list[str]]:
    """requirement -> `dresden/2019-07-01.toml:57` for every entry that names it as its source."""
    found: dict[str, list[str]] = defaultdict(list)
    folder = ROOT / "lotse" / "concepts"
    for path in sorted(folder.rglob("*.toml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := NAMED.search(line):
                for key in ID.findall(match[1] or match[2]):
                    found[key].append(f"{path.relative_to(folder)}:{number}")
    return found


def tests() -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "requirements.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--requirements-to={target}",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode or not target.exists():
            sys.exit("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
        return dict(json.loads(target.read_text(encoding="utf-8")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong, and the count")
    quiet = parser.parse_args().quiet
    known, entries, proofs = requirements(), concept_entries(), tests()
    unknown = sorted(set(entries) - set(known))
    for key in unknown:
        sys.stdout.write(f"unknown requirement {key} in {', '.join(entries[key])}\n")
    if not quiet:
        for key, text in known.items():
            if key in proofs or key in entries:
                sys.stdout.write(f"{key}  {text}\n")
                sys.stdout.writelines(f"      concept  {place}\n" for place in entries.get(key, []))
                sys.stdout.writelines(f"      test     {test}\n" for test in proofs.get(key, []))
        missing = [key for key in known if key not in proofs]
        sys.stdout.write(f"\nNot yet proved ({len(missing)}):\n")
        for start in range(0, len(missing), 16):
            sys.stdout.write(f"  {' '.join(missing[start : start + 16])}\n")
    proved = sum(key in proofs for key in known)
    carried = sum(key in entries for key in known)
    sys.stdout.write(f"{proved} of {len(known)} requirements are proved by a test, {carried} stand in a concept.\n")
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main())
