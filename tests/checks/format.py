"""Every source file is as clang-format writes it. To put it right: clang-format -i FILE"""

import concurrent.futures
import os
import re
import subprocess

import sources


def first_difference(program, style, path):
    """The line where clang-format would change something; None when it would not; its own words on trouble."""
    done = subprocess.run([program, style, "--dry-run", "-Werror", "--ferror-limit=1", str(path)], text=True,
                          capture_output=True)
    if done.returncode == 0:
        return None
    line = re.search(r":(\d+):\d+: ", done.stderr)
    return f"{line.group(1)}: it is not as clang-format writes it: clang-format -i {path}" if line else done.stderr


def main():
    given = sources.arguments(__doc__, program="clang-format")
    looked_at = sources.files(given.root, sources.STOREYS + ("tests",), (".cpp", ".hpp"))
    style = f"--style=file:{given.root / '.clang-format'}"
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        found = list(workers.map(lambda path: first_difference(given.program, style, path), looked_at))
    problems = [f"{path.relative_to(given.root)}:{said}" for path, said in zip(looked_at, found) if said]
    sources.close(problems, len(looked_at), "format")


main()
