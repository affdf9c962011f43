"""Every text of the screen is there in every language: the catalogues are well-formed, complete, and nothing in
them is marked as unsure."""

import re
import subprocess

import sources

SOURCE = "en.po"  # the texts themselves: its msgid is the English text, so it has nothing to translate


def main():
    given = sources.arguments(__doc__, program="msgfmt")
    looked_at = sources.files(given.root, ("locales",), (".po",))
    if not looked_at:
        print("texts: there are no catalogues yet")
        return
    problems = []
    for path in looked_at:
        name = path.relative_to(given.root)
        done = subprocess.run([given.program, "--check", "--statistics", "-o", "/dev/null", str(path)], text=True,
                              capture_output=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
        counts = {word: int(count) for count, word in
                  re.findall(r"(\d+) (translated|fuzzy|untranslated)", done.stderr)}
        if done.returncode != 0:
            problems.append(done.stderr.strip())
        elif not sum(counts.values()):
            problems.append(f"{name}: it has no texts")
        for word in ("fuzzy",) if path.name == SOURCE else ("fuzzy", "untranslated"):
            if counts.get(word):
                problems.append(f"{name}: {counts[word]} texts are {word}; msgattrib --{word} shows them")
    sources.close(problems, len(looked_at), "texts")


main()
