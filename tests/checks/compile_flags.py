"""How the compiler was called for each source file, as far as clang needs to know it."""

import json
import pathlib
import shlex

import sources

# What clang needs of gcc's command; everything else is gcc's own or says what to warn about.
KEPT = ("-D", "-U", "-I", "-std=")


def clean(command):
    """The command for clang: definitions, include paths and language, nothing else."""
    words = shlex.split(command)
    kept = []
    for word, following in zip(words, words[1:] + [""]):
        if word == "-isystem":
            kept += [word, following]
        elif word.startswith(KEPT):
            kept.append(word)
    return kept


def compiled_by(entry):
    """The source files behind one call: itself, or those that a unity file includes."""
    path = pathlib.Path(entry["file"])
    if "Unity" not in path.parts:
        return [path]
    return [pathlib.Path(line.split('"')[1]) for line in path.read_text().splitlines() if line.startswith("#include")]


def of_product(build, root):
    """{source file of the product: flags}, and the files that nothing compiles."""
    entries = json.loads((build / "compile_commands.json").read_text())
    wanted = {path for path in sources.files(root, sources.STOREYS, (".cpp",))}
    found = {path: clean(entry["command"]) for entry in entries for path in compiled_by(entry)}
    return {path: flags for path, flags in found.items() if path in wanted}, wanted - set(found)


def batches(by_file, paths, most):
    """Lists of at most `most` paths with the same flags."""
    by_flags = {}
    for path in sorted(paths):
        by_flags.setdefault(tuple(by_file[path]), []).append(path)
    return [group[at:at + most] for group in by_flags.values() for at in range(0, len(group), most)]
