#!/usr/bin/env python3
"""Kills an import with SIGKILL at random moments and opens the studio again each time.

Whatever the import had acknowledged (one JSON line per file) must be there with the right bytes, nothing may be
half-visible, and `verify --repair` must leave nothing to complain about.

    kill_during_import.py ATELIER [SECONDS]
"""
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

ATELIER = os.path.abspath(sys.argv[1])
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
CORPUS = os.path.join(os.path.dirname(__file__), "../../../shared/corpus/media/photos")


def make_originals(folder, chance, count=400):
    """Small texts of many sizes, with some real photographs among them, if there are any here."""
    os.makedirs(folder)
    photos = sorted(os.listdir(CORPUS))[:12] if os.path.isdir(CORPUS) else []
    for name in photos:
        shutil.copy(os.path.join(CORPUS, name), folder)
    for i in range(count):
        with open(f"{folder}/note-{i:04}.txt", "w") as note:
            note.write(f"Note {i}\n" + "word " * chance.choice([1, 10, 500, 20000]))


def run(studio, *arguments):
    return subprocess.run([ATELIER, "--studio", studio, *arguments], capture_output=True, text=True, timeout=120)


def killed_import(studio, originals, delay, acknowledged):
    """Imports until killed; returns whether it ended by itself."""
    process = subprocess.Popen([ATELIER, "--studio", studio, "import", originals, "--ndjson"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, _ = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    for line in out.split(b"\n")[:-1]:  # a last line without its end was not acknowledged
        entry = json.loads(line)
        if "digest" in entry:
            acknowledged[entry["id"]] = entry["digest"]
    return process.returncode == 0


def check(studio, acknowledged, chance, room):
    report = run(studio, "verify", "--repair", "--json")
    assert report.returncode == 0, f"verify --repair: exit {report.returncode}\n{report.stdout}\n{report.stderr}"
    again = json.loads(run(studio, "verify", "--json").stdout)
    assert not again["problems"], f"problems are left after the repair: {again['problems']}"
    listed = set()
    after = []
    while True:
        page = json.loads(run(studio, "asset", "find", "", "--limit", "500", "--json", *after).stdout)
        listed |= {asset["id"] for asset in page["assets"]}
        if not page.get("next"):
            break
        after = ["--after", page["next"]]
    lost = set(acknowledged) - listed
    assert not lost, f"acknowledged and lost: {lost}"
    for asset in chance.sample(sorted(acknowledged), min(2, len(acknowledged))):
        out = os.path.join(room, "out")
        got = run(studio, "asset", "get", asset, "--out", out)
        assert got.returncode == 0, got.stderr
        with open(out, "rb") as copy:
            assert hashlib.sha256(copy.read()).hexdigest() == acknowledged[asset], f"{asset} differs"
        os.unlink(out)
    return len(listed)


def main():
    seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
    chance = random.Random(seed)
    print(f"seed {seed}")
    deadline = time.monotonic() + SECONDS
    kills = 0
    finished = 0
    while time.monotonic() < deadline:
        with tempfile.TemporaryDirectory(prefix="atelier-kill-") as room:
            originals, studio = f"{room}/originals", f"{room}/studio"
            make_originals(originals, chance)
            assert run(studio, "init").returncode == 0
            acknowledged = {}
            for _ in range(12):
                whole = killed_import(studio, originals, chance.uniform(0.02, 1.2), acknowledged)
                kills += not whole
                listed = check(studio, acknowledged, chance, room)
                if whole or time.monotonic() > deadline:
                    break
            last = run(studio, "import", originals, "--json")
            assert last.returncode == 0, last.stderr
            listed = check(studio, acknowledged, chance, room)
            digests = {hashlib.sha256(open(os.path.join(originals, f), "rb").read()).digest()
                       for f in os.listdir(originals)}
            assert listed == len(digests), f"{listed} assets for {len(digests)} different files"
            finished += 1
    print(f"{kills} kills in {finished} studios: nothing acknowledged was lost")
    assert kills > 0


main()
