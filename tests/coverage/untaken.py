"""Names every branch of llvm-cov's export that was never taken: the condition and which way it never went.

A condition in a template or a lambda is listed once for each instance; it counts as taken when any of them took it.
"""
import collections
import json
import pathlib
import sys


def main() -> int:
    export = json.loads(pathlib.Path(sys.argv[1]).read_text())
    top = pathlib.Path.cwd()
    total = taken = 0
    for file in sorted(export["data"][0]["files"], key=lambda one: one["filename"]):
        counts = collections.defaultdict(lambda: [0, 0])
        for line, column, end_line, end_column, true, false, *_ in file["branches"]:
            both = counts[(line, column, end_line, end_column)]
            both[0] += true
            both[1] += false
        path = pathlib.Path(file["filename"]).resolve()
        source = path.read_text().splitlines()
        missing = []
        for (line, column, end_line, end_column), both in sorted(counts.items()):
            for count, way in zip(both, ("true", "false")):
                total += 1
                taken += count > 0
                if count == 0:
                    end = end_column - 1 if end_line == line else None
                    missing.append(f"  {line}:{column} never {way}: {source[line - 1][column - 1:end]}")
        if missing:
            print(f"{path.relative_to(top)}: {len(missing)} of {2 * len(counts)} branches never taken")
            print("\n".join(missing))
    print(f"branches taken: {taken} of {total}, {100 * taken / max(total, 1):.2f} %")
    return 0 if total and taken == total else 1


if __name__ == "__main__":
    sys.exit(main())
