"""Which files the checks look at, and how they say what is wrong.

The tree is walked, not asked of a version control system: a release archive is checked in the same way. The
top level is fixed, so build folders and what lies beside them are never looked at.
"""

import argparse
import pathlib
import re
import sys

STOREYS = ("hal", "payment", "kiosk")  # from the ground up
TOP_FOLDERS = STOREYS + ("ui-assets", "locales", "tests", "packaging", ".ci")
TOP_FILES = ("CMakeLists.txt", "CMakePresets.json", "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
             ".clang-format", ".clang-tidy", ".gitignore")

_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def arguments(description, **options):
    """The arguments that every check takes (--root), and those in `options` (name: help)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2])
    for name, help_text in options.items():
        parser.add_argument("--" + name, required=True, help=help_text)
    parsed = parser.parse_args()
    parsed.root = parsed.root.resolve()
    return parsed


def files(root, folders=TOP_FOLDERS, suffixes=None):
    """The files below `folders`, sorted; only those with one of `suffixes` when it is given."""
    found = [path for folder in folders for path in (root / folder).rglob("*")]
    if folders is TOP_FOLDERS:
        found += [root / name for name in TOP_FILES]
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts
                  and (suffixes is None or path.suffix in suffixes))


def text_of(path):
    """The text of a file; None when it is not text (a picture)."""
    octets = path.read_bytes()
    if b"\0" in octets:
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None


def includes(text):
    """(line number, path) of every include in quotes; the path is from the root."""
    return [(text.count("\n", 0, match.start(1)) + 1, match.group(1)) for match in _INCLUDE.finditer(text)]


def close(problems, looked_at, what):
    """Ends the check: says every problem, or how much was found right. Looking at nothing is a failure."""
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{what}: {len(problems)} problem(s)")
    if looked_at == 0:
        sys.exit(f"{what}: there was nothing to look at; is --root right?")
    print(f"{what}: {looked_at} files are right")
