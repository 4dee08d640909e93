"""readme_blocks.py — finds the code blocks of README and docs by the comment in front of each.

`<!-- file: PATH -->` marks a block that shows a whole file of this repository; `<!-- run in DIR, prints: TEXT -->` marks
commands whose last line of output is TEXT.
"""
import collections
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = r"\n```\w*\n(.*?)^```$"

Commands = collections.namedtuple("Commands", "directory prints script")


# Whose blocks are held to what they say.
DOCUMENTS = ("README.md", "docs/write-a-backend.md")


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def files(document):
    """(path, text) of every block that shows a file."""
    return re.findall(r"^<!-- file: (\S+) -->" + FENCE, text_of(document), re.DOTALL | re.MULTILINE)


def commands(document):
    """Every block of commands to run."""
    pattern = r"^<!-- run in (\S+), prints: (.*?) -->" + FENCE
    return [Commands(*found) for found in re.findall(pattern, text_of(document), re.DOTALL | re.MULTILINE)]
