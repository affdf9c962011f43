"""clang's analyzer over every source file of the product: every path through every function.

Most of its time goes into the library's headers, so files with the same flags are read together, one after the
other in one piece, and apart only where two of them use one name, or where there is a mistake to be found. What was
right is remembered by content (the file, every header of the project that it reaches, the flags, the rules, the
program), so a second run costs a second."""

import concurrent.futures
import hashlib
import os
import pathlib
import subprocess
import tempfile
import time

import compile_flags
import sources

SECONDS_FOR_A_RUN = 900
TOGETHER = 24  # files
# Bounds the path-sensitive analysis of one function: the default, eleven times as much, trebles the time.
BOUNDED = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=20000"]


class Fingerprints:
    """Of a file and all project headers that it reaches."""

    def __init__(self, root):
        self.root = root
        self.read = {}  # path -> (digest, included paths)

    def _one(self, path):
        if path not in self.read:
            text = path.read_text(encoding="utf-8", errors="replace")
            reached = [self.root / included for _, included in sources.includes(text)]
            self.read[path] = (hashlib.sha256(text.encode()).hexdigest(), [p for p in reached if p.is_file()])
        return self.read[path]

    def of(self, path):
        seen, open_paths = {}, [path]
        while open_paths:
            current = open_paths.pop()
            if current not in seen:
                seen[current], reached = self._one(current)
                open_paths += reached
        return "".join(f"{name}={digest};" for name, digest in sorted((str(k), v) for k, v in seen.items()))


def run(program, root, path, flags):
    """(right, what was said)"""
    try:
        done = subprocess.run([*program, f"--config-file={root / '.clang-tidy'}", str(path), "--", *flags, *BOUNDED],
                              cwd=root, text=True, capture_output=True, timeout=SECONDS_FOR_A_RUN,
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return False, f"{path}: not done after {SECONDS_FOR_A_RUN} s"
    return done.returncode == 0, done.stdout.strip() or done.stderr.strip()


def fits(root, piece, flags):
    """Whether the files are one program text. A compiler says so in a fraction of clang-tidy's time."""
    return subprocess.run(["c++", "-fsyntax-only", "-w", *flags, piece], cwd=root, capture_output=True,
                          stdin=subprocess.DEVNULL).returncode == 0


def tidy(program, root, paths, flags):
    """What is wrong in each of the files that are not right: {path: what was said}."""
    if len(paths) == 1:
        right, said = run(program, root, paths[0], flags)
        return {} if right else {paths[0]: said}
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as together:
        for path in paths:
            together.write(f"// {path.name}\n{path.read_text()}\n")
        together.flush()
        if fits(root, together.name, flags) and run(program, root, together.name, flags)[0]:
            return {}
    half = len(paths) // 2
    return {**tidy(program, root, paths[:half], flags), **tidy(program, root, paths[half:], flags)}


def main():
    given = sources.arguments(__doc__, program="clang-tidy", build="the folder with compile_commands.json")
    # The other rules are checked in a hundredth of the time: tidy.py.
    program = [given.program, "--quiet", "--checks=-*,clang-analyzer-*,bugprone-use-after-move,"
                                         "-clang-analyzer-optin.cplusplus.VirtualCall"]
    build = pathlib.Path(given.build).resolve()
    remembered = build / "tidy-cache"
    remembered.mkdir(exist_ok=True)
    rules = (subprocess.run([given.program, "--version"], text=True, capture_output=True, check=True).stdout
             + (given.root / ".clang-tidy").read_text())
    by_file, uncompiled = compile_flags.of_product(build, given.root)
    problems = [f"{path.relative_to(given.root)}: no target compiles it" for path in sorted(uncompiled)]
    fingerprints = Fingerprints(given.root)
    keys = {path: hashlib.sha256((rules + repr(program) + repr(flags) + fingerprints.of(path)).encode()).hexdigest()
            for path, flags in by_file.items()}
    new = [path for path in by_file if not (remembered / keys[path]).exists()]
    print(f"clang's analyzer: {len(new)} of {len(by_file)} files are new or changed", flush=True)
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        running = {workers.submit(tidy, program, given.root, batch, by_file[batch[0]]): batch
                   for batch in compile_flags.batches(by_file, new, TOGETHER)}
        for future in concurrent.futures.as_completed(running):
            wrong = future.result()
            for path in running[future]:
                if path not in wrong:
                    (remembered / keys[path]).touch()
                verdict = "wrong" if path in wrong else "right"
                print(f"[{time.monotonic() - started:.0f} s] {path.relative_to(given.root)}: {verdict}", flush=True)
            problems += wrong.values()
    sources.close(problems, len(by_file), "clang's analyzer")


main()
