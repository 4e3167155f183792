"""The house as docs/architecture.md draws it: who may include whom, and the tidiness that keeps it readable.

    python3 -m unittest discover -s tests/architecture
"""
import os
import re
import shutil
import subprocess
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))

# Which rooms a room may include besides itself. Lowest floor first; an arrow that is not here does not exist.
ROOMS = {
    "base": set(),
    "formats": {"base"},
    "media": {"formats", "base"},
    "store": {"base"},
    "access": {"store", "base"},
    "vault": {"store", "formats", "base"},
    "catalog": {"store", "formats", "base"},
    "studio": {"vault", "catalog", "store", "access", "media", "formats", "base"},
    "doors": {"studio", "vault", "catalog", "store", "access", "media", "formats", "base"},
}

# Libraries that are dear to include stay in the room that wraps them.
COSTLY = {
    r"boost/(asio|beast)": {"doors"},
    r"(vips|exiv2|taglib|libraw|libav|libsw|poppler|archive\.h)": {"media"},
    r"sqlite3": {"store"},
    r"curl/": {"doors"},
}

CODE = (".cpp", ".h", ".py", ".sh", ".js", ".mjs", ".cmake")
LONGEST_LINE = {".cpp": 100, ".h": 100}
LONGEST_FILE = 500
LONGEST_FUNCTION = 70

# A word that ties the code to the place where it was written.
FOREIGN = re.compile(r"(registry\.npmjs|deb\.debian\.org|pypi\.org|/work/(main|shared)|issue #?\d+\b|\bChatGPT\b|\bClaude\b)", re.I)


def tracked(*patterns):
    """Files of the project: those that git knows, or would know; without git, all but what is built."""
    listed = shutil.which("git") and subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z", "--", *patterns], capture_output=True, text=True)
    if listed and listed.returncode == 0:
        return sorted({name for name in listed.stdout.split("\0") if name and os.path.isfile(f"{ROOT}/{name}")})
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in {".git", "__pycache__", "build", "node_modules", "studio"}]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names]
    starts = tuple(pattern for pattern in patterns if not pattern.startswith("*"))
    ends = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*"))
    return sorted(name for name in found if not patterns or (starts and name.startswith(starts)) or (ends and name.endswith(ends)))


def text(name):
    with open(f"{ROOT}/{name}", encoding="utf-8") as file:
        return file.read()


def includes(name):
    for number, line in enumerate(text(name).split("\n"), 1):
        found = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if found:
            yield number, found.group(1), found.group(2)


class House(unittest.TestCase):
    def none(self, wrong):
        if wrong:
            self.fail("\n" + "\n".join(wrong[:40]) + (f"\nand {len(wrong) - 40} more" if len(wrong) > 40 else ""))


class Floors(House):
    def test_every_folder_of_src_is_a_room_on_the_plan(self):
        folders = {each for each in os.listdir(f"{ROOT}/src") if os.path.isdir(f"{ROOT}/src/{each}")}
        self.assertEqual(folders, set(ROOMS))

    def test_no_room_includes_another_that_is_not_below_it(self):
        wrong = []
        for name in tracked("src/"):
            if not name.endswith((".cpp", ".h")) or name.count("/") < 2:
                continue
            room = name.split("/")[1]
            for number, mark, path in includes(name):
                other = path.split("/")[0]
                if mark == '"' and other in ROOMS and other != room and other not in ROOMS[room]:
                    wrong.append(f"{name}:{number} {room} may not include {other} ({path})")
        self.none(wrong)

    def test_our_headers_are_named_from_the_room_on(self):
        wrong = []
        for name in tracked("src/"):
            if not name.endswith((".cpp", ".h")):
                continue
            for number, mark, path in includes(name):
                if mark == '"' and not os.path.isfile(f"{ROOT}/src/{path}"):
                    wrong.append(f"{name}:{number} {path}")
        self.none(wrong)

    def test_costly_libraries_stay_in_their_room_and_out_of_its_headers(self):
        wrong = []
        for name in tracked("src/"):
            if not name.endswith((".cpp", ".h")) or name.count("/") < 2:
                continue
            room = name.split("/")[1]
            for number, mark, path in includes(name):
                for library, rooms in COSTLY.items():
                    if mark == "<" and re.match(library, path) and room not in rooms:
                        wrong.append(f"{name}:{number} {path} belongs to {', '.join(rooms)}")
        self.none(wrong)


class Tidiness(House):
    def test_every_room_has_a_note_at_its_door(self):
        missing = [room for room in ROOMS if not os.path.isfile(f"{ROOT}/src/{room}/README.md")]
        self.none(missing)

    def test_lines_fit_a_hundred_columns(self):
        wrong = [f"{name}:{number}" for name in tracked("src/", "tests/", "fuzz/", "bench/")
                 for number, line in enumerate(text(name).split("\n"), 1)
                 if len(line) > LONGEST_LINE.get(os.path.splitext(name)[1], 10**6)]
        self.none(wrong)

    def test_files_fit_five_hundred_lines(self):
        wrong = [f"{name}: {text(name).count(chr(10))}" for name in tracked()
                 if name.endswith(CODE) and text(name).count("\n") > LONGEST_FILE]
        self.none(wrong)

    def test_functions_fit_in_a_head(self):
        wrong = [f"{name}:{start} {length} lines" for name in tracked("src/") if name.endswith((".cpp", ".h"))
                 for start, length in functions(text(name)) if length > LONGEST_FUNCTION]
        self.none(wrong)

    def test_headers_are_included_once(self):
        wrong = [name for name in tracked("src/") if name.endswith(".h") and "#pragma once" not in text(name)]
        self.none(wrong)

    def test_nothing_names_the_place_where_it_was_written(self):
        wrong = []
        for name in tracked():
            if name == "tests/architecture/test_house.py" or not name.endswith((*CODE, ".md", ".json", ".txt", ".html", ".css", ".npmrc")):
                continue
            wrong += [f"{name}:{number} {found.group()}" for number, line in enumerate(text(name).split("\n"), 1)
                      if (found := FOREIGN.search(line))]
        self.none(wrong)

    def test_links_between_documents_lead_somewhere(self):
        wrong = []
        for name in tracked("*.md"):
            if not name.endswith(".md") or name.startswith("samples/Morning"):
                continue
            prose = re.sub(r"```.*?```", "", text(name), flags=re.S)
            for target in re.findall(r"\]\(([^)\s]+)\)", prose):
                path = target.split("#")[0]
                if path and "://" not in path and not os.path.exists(os.path.join(ROOT, os.path.dirname(name), path)):
                    wrong.append(f"{name}: {target}")
        self.none(wrong)

    def test_the_list_of_packages_has_every_library_that_the_build_asks_for(self):
        if not shutil.which("dpkg-query") or not shutil.which("pkg-config"):
            self.skipTest("this is no Debian, or pkg-config is missing")
        listed = {line.split()[0] for line in text("packages.txt").split("\n") if line and not line.startswith("#")}
        wrong = []
        for name in tracked("src/"):
            if not name.endswith("CMakeLists.txt"):
                continue
            code = re.sub(r"#.*|LIBS[^)]*", "", text(name))
            for words in re.findall(r"PACKAGES([^)]*)", code):
                wrong += [f"{name}: {library} comes with {package}" for library in words.split()
                          if (package := package_of(library)) not in listed]
        self.none(wrong)

    def test_scripts_can_be_run(self):
        wrong = [name for name in tracked() if text_begins(name, "#!") and not os.access(f"{ROOT}/{name}", os.X_OK)]
        self.none(wrong)


def package_of(library):
    """The Debian package that has the library's .pc file."""
    folder = subprocess.run(["pkg-config", "--variable=pcfiledir", library], capture_output=True, text=True).stdout.strip()
    owner = subprocess.run(["dpkg-query", "-S", f"{folder}/{library}.pc"], capture_output=True, text=True).stdout
    return owner.split(":")[0] or "no package that is installed here"


def text_begins(name, start):
    with open(f"{ROOT}/{name}", "rb") as file:
        return file.read(len(start)) == start.encode()


def functions(source):
    """(first line, length) of each body, as clang-format lays it out: it ends with a brace in the column of its start."""
    opened = []
    for number, line in enumerate(source.split("\n"), 1):
        indent = len(line) - len(line.lstrip())
        if line.rstrip().endswith(") {") or re.search(r"\)( const| noexcept| override)* \{$", line.rstrip()):
            opened.append((indent, number))
        elif line.strip() in {"}", "};", "});"}:
            while opened and opened[-1][0] >= indent:
                start_indent, start = opened.pop()
                if start_indent == indent:
                    yield start, number - start + 1


if __name__ == "__main__":
    unittest.main()
