"""Names every branch of llvm-cov's export that was never taken: the condition and which way it never went.

A condition in a template or a lambda is listed once for each instance; it counts as taken when any of them took it.
What argued.txt gives a reason for may stay untaken. Fails on every other one, and on a reason that has become wrong.
"""
import collections
import json
import pathlib
import sys


def argued() -> set[str]:
    lines = (pathlib.Path(__file__).parent / "argued.txt").read_text().splitlines()
    return {line.split(" -- ")[0] for line in lines if line and not line.startswith("#")}


def main() -> int:
    excused, used = argued(), set()
    untaken = 0
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
                if count > 0:
                    continue
                end = end_column - 1 if end_line == line else None
                text = f"{source[line - 1][column - 1:end]} never {way}"
                reason = f"{path.relative_to(top)}: {text}"
                if reason in excused:
                    used.add(reason)
                else:
                    missing.append(f"  {line}:{column} {text}")
        if missing:
            print(f"{path.relative_to(top)}: {len(missing)} of {2 * len(counts)} branches never taken")
            print("\n".join(missing))
        untaken += len(missing)
    for wrong in sorted(excused - used):
        print(f"argued.txt: {wrong}: it is taken, or no longer there")
    print(f"branches taken: {taken} of {total}, {100 * taken / max(total, 1):.2f} %; argued: {total - taken - untaken}")
    return 1 if untaken or not total or excused != used else 0


if __name__ == "__main__":
    sys.exit(main())
