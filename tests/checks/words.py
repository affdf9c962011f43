"""Words that must not be in the project: paths of the machine where it was made, notes to oneself, and names
that say nothing. And no source file grows beyond 500 lines."""

import re

import sources

LONGEST = 500  # lines; about 400 is already long

# In pieces, so that this file passes its own check.
WORDS = {
    "/wo" + "rk/": "a path of one machine: use a path within the project or an argument",
    ".lib" + "rary": "a path of one machine: use a path within the project or an argument",
    "../sha" + "red": "a path of one machine; only the default of KERB_VECTORS may stand",
    "TO" + "DO": "do it now, or write down in words what is not done and why",
    "FIX" + "ME": "do it now, or write down in words what is not done and why",
}
VECTORS_DEFAULT = '"../sha' + 'red/vectors"'  # data that tests may read when it is there
EMPTY_NAMES = re.compile(r"\b(ut" + r"ils?|hel" + r"pers?|mis" + r"c|com" + r"mon|mana" + r"ger)\b")
NAMES_ALLOWED_IN = ("CONTRIBUTING.md",)  # the page that forbids them


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def words_in(name, text):
    text = text.replace(VECTORS_DEFAULT, '""')
    for word, why in WORDS.items():
        for match in re.finditer(re.escape(word), text):
            yield f"{name}:{line_of(text, match.start())}: \"{word}\": {why}"
    if name.suffix in (".cpp", ".hpp", ".py") and text.count("\n") > LONGEST:
        yield f"{name}: {text.count(chr(10))} lines; split it, one idea a file (at most {LONGEST})"


def main():
    root = sources.arguments(__doc__).root
    problems = []
    looked_at = sources.files(root)
    for path in looked_at:
        name = path.relative_to(root)
        stem = re.sub(r"[_-]", " ", " ".join(name.with_suffix("").parts))
        if EMPTY_NAMES.search(stem):
            problems.append(f"{name}: name it after the idea that it holds")
        text = sources.text_of(path)
        if text is None:
            continue
        problems += words_in(name, text)
        if str(name) not in NAMES_ALLOWED_IN:
            for match in re.finditer(r"\but" + r"ils\b", text):
                problems.append(f"{name}:{line_of(text, match.start())}: \"{match.group()}\" says nothing")
    sources.close(problems, len(looked_at), "words")


main()
