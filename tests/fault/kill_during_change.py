#!/usr/bin/env python3
"""Kills a change of many assets, and then its undoing, with SIGKILL at random moments.

Each open goes on by itself. In the end every asset must have been changed exactly once, or be as it was before, and
`verify` must find nothing wrong.

    kill_during_change.py ATELIER [SECONDS]
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

ATELIER = os.path.abspath(sys.argv[1])
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
ASSETS = 1500


def run(studio, *arguments):
    done = subprocess.run([ATELIER, "--studio", studio, *arguments, "--json"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return json.loads(done.stdout) if done.stdout.strip() else None


def killed(studio, delay, *arguments):
    """Runs until killed; returns whether it ended by itself."""
    process = subprocess.Popen([ATELIER, "--studio", studio, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return process.returncode == 0


def the_change(studio):
    changes = run(studio, "change", "list")["changes"]
    return changes[0] if changes else None


def until(studio, states, chance):
    """Opens the studio again and again, killing it now and then, until the change has ended."""
    kills = 0
    for turn in range(200):
        change = the_change(studio)
        if change["state"] in states:
            return change, kills
        # Longer and longer: on a busy machine the start alone takes a while.
        kills += not killed(studio, chance.uniform(0.02, 0.6) * (1 + turn / 20), "serve", "--listen", "127.0.0.1:0")
    raise AssertionError(f"it does not come to an end: {change}")


def count(studio, query):
    kinds = run(studio, "asset", "facets", query)
    return kinds["total"]


def histories(studio):
    """How many versions each object of the vault has."""
    heads = {}
    for folder, _, files in os.walk(f"{studio}/vault"):
        if "0=ocfl_object_1.1" in files:
            with open(f"{folder}/inventory.json") as inventory:
                heads[folder] = json.load(inventory)["head"]
    return heads


def one_round(room, chance):
    originals, studio = f"{room}/originals", f"{room}/studio"
    os.makedirs(originals)
    for i in range(ASSETS):
        with open(f"{originals}/note-{i:04}.txt", "w") as note:
            note.write(f"Note {i}\n")
    run(studio, "init")
    run(studio, "import", originals)
    kills = not killed(studio, chance.uniform(0.1, 1.0), "change", "start", "--query", "", "--tag", "lake")
    if the_change(studio) is None:
        return kills  # killed before it was written down
    change, more = until(studio, {"done"}, chance)
    assert change["done"] == ASSETS and change["failed"] == 0, change
    assert count(studio, "tag:lake") == ASSETS
    assert set(histories(studio).values()) == {"v2"}, "some were changed twice, or not at all"
    kills += more + (not killed(studio, chance.uniform(0.1, 1.0), "change", "undo", change["id"]))
    if the_change(studio)["state"] == "done":
        run(studio, "change", "undo", change["id"])  # killed before it was written down
    change, more = until(studio, {"undone"}, chance)
    assert count(studio, "tag:lake") == 0
    assert set(histories(studio).values()) == {"v3"}, "some were brought back twice, or not at all"
    run(studio, "verify", "--repair")
    assert not run(studio, "verify")["problems"]
    return kills + more


def main():
    seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
    chance = random.Random(seed)
    print(f"seed {seed}")
    deadline = time.monotonic() + SECONDS
    kills = rounds = 0
    while time.monotonic() < deadline:
        with tempfile.TemporaryDirectory(prefix="atelier-kill-") as room:
            kills += one_round(room, chance)
            rounds += 1
    print(f"{kills} kills in {rounds} studios: every change came to its end, and back")
    assert kills > 0


main()
