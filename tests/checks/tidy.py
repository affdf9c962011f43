"""clang-tidy's rules over every source file of the product, as clangd applies them: to the file, and not to each
declaration of every library header that it includes, which takes clang-tidy itself twenty times as long. Files with the
same flags are read together, one after the other in one piece, so that those headers are read once; where two of them
do not go together (a name in both), they are read apart."""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

import compile_flags
import sources

TOGETHER = 16  # files
SECONDS_FOR_A_PIECE = 300
SAID = re.compile(r"^E\[[^\]]*\] \[([^\]]+)\] Line (\d+): (.*)$", re.MULTILINE)


def is_rule(name):
    """Rules are named group-and-more; what clang itself cannot compile is named in words with underscores."""
    return "-" in name


class Piece:
    """Several files as one text that remembers where each line came from."""

    def __init__(self, paths):
        self.lines, self.text = [], ""
        for path in paths:
            text = path.read_text()
            text += "" if text.endswith("\n") else "\n"
            self.lines += [(path, number + 1) for number in range(text.count("\n"))]
            self.text += text

    def place(self, line):
        path, number = self.lines[min(line, len(self.lines)) - 1]
        return f"{path}:{number}"


def read(program, folder, piece, flags, root):
    """[(rule, line, words)], or None when clangd gave up."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = pathlib.Path(place) / "piece.cpp"
        file.write_text(piece.text)
        command = {"directory": str(root), "file": str(file), "arguments": ["clang++", *flags, "-c", str(file)]}
        (pathlib.Path(place) / "compile_commands.json").write_text(json.dumps([command]))
        # The feature that --check tries at every token is not wanted: line 1 is a comment.
        done = subprocess.run([program, f"--check={file}", "--check-lines=1", f"--compile-commands-dir={place}",
                               "--clang-tidy", "--enable-config=0", "--background-index=0", "--log=error"],
                              cwd=root, text=True, capture_output=True, stdin=subprocess.DEVNULL,
                              timeout=SECONDS_FOR_A_PIECE)
    said = [(name, int(line), words) for name, line, words in SAID.findall(done.stderr)]
    return None if done.returncode != 0 and not said else said


def judge(program, folder, paths, flags, root):
    """What is wrong in these files, a line each."""
    piece = Piece(paths)
    said = read(program, folder, piece, flags, root)
    together = said is not None and all(is_rule(name) for name, _, _ in said)
    if len(paths) > 1 and not together:
        half = len(paths) // 2
        return judge(program, folder, paths[:half], flags, root) + judge(program, folder, paths[half:], flags, root)
    if said is None:
        return [f"{paths[0]}: clangd gave up"]
    return [f"{piece.place(line)}: {words} [{name}]" for name, line, words in said]


def main():
    given = sources.arguments(__doc__, program="clangd", build="the folder with compile_commands.json")
    build = pathlib.Path(given.build).resolve()
    by_file, uncompiled = compile_flags.of_product(build, given.root)
    problems = [f"{path.relative_to(given.root)}: no target compiles it" for path in sorted(uncompiled)]
    started = time.monotonic()
    # Below the root, so that clangd finds the rules.
    with tempfile.TemporaryDirectory(dir=build) as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        running = [workers.submit(judge, given.program, folder, batch, by_file[batch[0]], given.root)
                   for batch in compile_flags.batches(by_file, by_file, TOGETHER)]
        for future in concurrent.futures.as_completed(running):
            problems += future.result()
    print(f"clang-tidy's rules: {time.monotonic() - started:.0f} s")
    sources.close(problems, len(by_file), "clang-tidy's rules")


main()
