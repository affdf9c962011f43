"""Each check must be able to fail: it is given a small tree that is right, and the same with one thing wrong."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

RIGHT = {
    "hal/clock.hpp": "#pragma once\n",
    "payment/saga.cpp": '#include "hal/clock.hpp"\n',
    "kiosk/main.cpp": '#include "payment/money.hpp"\n\nint main();\n',
    "tests/unit/a_test.cpp": '#include "kiosk/config.hpp"\n',
    "locales/de.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n'
                     '"Project-Id-Version: kerb\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n'
                     '"Last-Translator: a\\n"\n"Language-Team: a\\n"\n"MIME-Version: 1.0\\n"\n'
                     '"Content-Transfer-Encoding: 8bit\\n"\n\nmsgid "Stop"\nmsgstr "Stopp"\n',
}
CARD = "4761" + "7390" + "0101" + "0010"  # a number of no bank, in pieces


class Checks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in RIGHT.items():
            self.write(name, text)
        for name in (".clang-format", ".clang-tidy"):
            self.write(name, (ROOT / name).read_text())

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_check(self, check, *more):
        return subprocess.run([sys.executable, str(HERE / check), "--root", str(self.root), *more], text=True,
                              capture_output=True)

    def passes(self, check, *more):
        done = self.run_check(check, *more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def fails(self, said, check, *more):
        done = self.run_check(check, *more)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(said, done.stdout + done.stderr)

    def test_include_direction(self):
        self.passes("include_direction.py")
        for name, included in (("hal/a.cpp", "payment/money.hpp"), ("hal/a.cpp", "kiosk/config.hpp"),
                               ("payment/a.hpp", "kiosk/config.hpp"), ("kiosk/a.cpp", "tests/stand_in.hpp"),
                               ("kiosk/a.cpp", "../payment/money.hpp")):
            with self.subTest(name=name, included=included):
                self.write(name, f'\n  #  include "{included}"\n')
                self.fails(f'{name}:2: "{included}"', "include_direction.py")
                (self.root / name).unlink()

    def test_words(self):
        self.passes("words.py")
        vectors = '"../sha' + 'red/vectors"'
        self.write("tests/unit/b_test.cpp", f"const char* folder = {vectors};\n")
        self.passes("words.py")
        for word in ("/wo" + "rk/x", ".lib" + "rary", "../sha" + "red/tools", "// TO" + "DO", "FIX" + "ME",
                     "ut" + "ils"):
            with self.subTest(word=word):
                self.write("kiosk/a.cpp", f"\n{word}\n")
                self.fails("kiosk/a.cpp:2", "words.py")
        self.write("kiosk/a.cpp", "\n" * 501)
        self.fails("501 lines", "words.py")
        (self.root / "kiosk/a.cpp").unlink()
        self.write("kiosk/string_ut" + "ils.hpp", "")
        self.fails("name it after the idea", "words.py")

    def test_secrets(self):
        self.write("hal/simulated/card.cpp", f'"{CARD}"\n')
        self.passes("secrets.py")
        self.write("kiosk/a.cpp", f'\n"{CARD}"\n')
        self.fails("kiosk/a.cpp:2: a number of 16 digits", "secrets.py")
        self.write("kiosk/a.cpp", "\n-----BEGIN EC PRI" + "VATE KEY-----\n")
        self.fails("kiosk/a.cpp:2: a private key", "secrets.py")

    def test_format(self):
        self.passes("format.py", "--program", "clang-format")
        self.write("hal/a.cpp", "int  a( ) ;\n")
        self.fails("hal/a.cpp:1", "format.py", "--program", "clang-format")

    def test_texts(self):
        self.passes("texts.py", "--program", "msgfmt")
        for wrong, said in (('\nmsgid "Go"\nmsgstr ""\n', "1 texts are untranslated"),
                            ('\n#, fuzzy\nmsgid "Go"\nmsgstr "Los"\n', "1 texts are fuzzy"),
                            ('\nmsgid "Go"\nmsgstr "Los\n', "end-of-line within string")):
            with self.subTest(said=said):
                self.write("locales/de.po", RIGHT["locales/de.po"] + wrong)
                self.fails(said, "texts.py", "--program", "msgfmt")

    def compiled(self, *names):
        entries = [{"directory": str(self.root), "file": str(self.root / name), "command":
                    f"/usr/bin/c++ -I{self.root} -std=c++20 -fpch-preprocess -Winvalid-pch -include none.hxx -c {name}"}
                   for name in names]
        self.write("build/compile_commands.json", json.dumps(entries))

    def test_tidy(self):
        given = ("--program", "clangd", "--build", str(self.root / "build"))
        self.compiled("hal/a.cpp", "payment/saga.cpp", "kiosk/main.cpp")
        self.write("hal/a.cpp", "int one();\nint one() { return 1; }")
        for other in ("payment/saga.cpp", "kiosk/main.cpp"):  # the same name in both: they are read apart
            self.write(other, "int two() { return 2; }\n")
        self.passes("tidy.py", *given)
        self.write("kiosk/main.cpp", "int three();\nint Three() { return 3; }\n")
        self.fails("kiosk/main.cpp:2: invalid case style for function 'Three'", "tidy.py", *given)
        self.write("kiosk/main.cpp", "int three() { return 3 }\n")
        self.fails("kiosk/main.cpp:1: ", "tidy.py", *given)
        self.write("kiosk/main.cpp", "int three() { return 3; }\n")
        self.write("hal/c.cpp", "")
        self.fails("hal/c.cpp: no target compiles it", "tidy.py", *given)
        self.write("build/Unity/unity_0_cxx.cxx", f'#include "{self.root}/hal/a.cpp"\n#include "{self.root}/hal/c.cpp"\n')
        self.compiled("build/Unity/unity_0_cxx.cxx", "payment/saga.cpp", "kiosk/main.cpp")
        self.passes("tidy.py", *given)

    def test_analyse(self):
        given = ("--program", "clang-tidy", "--build", str(self.root / "build"))
        self.compiled("hal/a.cpp", "payment/saga.cpp", "kiosk/main.cpp")
        for other in ("payment/saga.cpp", "kiosk/main.cpp"):
            self.write(other, "int one() { return 1; }\n")
        self.write("hal/b.hpp", "#pragma once\ninline int two(int by) { return 2 / by; }\n")
        self.write("hal/a.cpp", '#include "hal/b.hpp"\nint one() { return two(1); }\n')
        self.assertIn("3 of 3 files are new", self.run_check("analyse.py", *given).stdout)
        self.assertIn("0 of 3 files are new", self.run_check("analyse.py", *given).stdout)
        self.write("hal/a.cpp", '#include "hal/b.hpp"\nint one() { return two(0); }\n')
        self.fails("Division by zero", "analyse.py", *given)
        self.fails("1 of 3 files are new", "analyse.py", *given)  # a mistake is not remembered as right

    def test_leaks(self):
        def leaks(octets):
            (self.root / "out").mkdir(exist_ok=True)
            (self.root / "out" / "journal.db").write_bytes(octets)
            return subprocess.run([sys.executable, str(HERE / "leaks.py"), "-", str(self.root / "out")],
                                  input=CARD + "\n", text=True, capture_output=True)
        self.assertEqual(leaks(b"nothing " + CARD[-4:].encode()).returncode, 0)
        packed = bytes.fromhex(CARD)
        for octets in (CARD.encode(), b"x" + packed + b"x", packed.hex(" ").upper().encode(),
                       CARD.encode().hex().encode(), CARD.encode("utf-16-le"),
                       f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}".encode()):
            done = leaks(b"before " + octets + b" after")
            self.assertEqual(done.returncode, 1, octets)
            self.assertNotIn(CARD, done.stdout + done.stderr)


unittest.main()
