#!/usr/bin/env python3
"""Fills a small disk by importing, then makes room and goes on.

The import must stop with exit status 9 and say how much is missing; what is in must stay readable; after there is
room, the same command brings in the rest and nothing is there twice. Needs the right to mount a tmpfs; without it the
test says so and passes (tests/studio has the same on a simulated full disk).

    disk_full.py ATELIER
"""
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

ATELIER = os.path.abspath(sys.argv[1])


def run(studio, *arguments):
    return subprocess.run([ATELIER, "--studio", studio, *arguments], capture_output=True, text=True, timeout=300)


def mount(folder, *options):
    return subprocess.run(["mount", *options, "tmpfs", folder], capture_output=True).returncode == 0


def make_originals(folder, count, size):
    chance = random.Random(11)
    os.makedirs(folder)
    digests = set()
    for i in range(count):
        content = chance.randbytes(size)
        digests.add(hashlib.sha256(content).hexdigest())
        with open(f"{folder}/{i:03}.bin", "wb") as original:
            original.write(content)
    return digests


def main():
    with tempfile.TemporaryDirectory(prefix="atelier-full-") as room:
        disk = f"{room}/disk"
        os.makedirs(disk)
        if not mount(disk, "-t", "tmpfs", "-o", "size=40m"):
            print("skipped: mounting a tmpfs is not allowed here")
            return
        try:
            fill_and_go_on(room, f"{disk}/studio", disk)
        finally:
            subprocess.run(["umount", disk], check=True)


def fill_and_go_on(room, studio, disk):
    digests = make_originals(f"{room}/originals", 60, 1_000_000)
    assert run(studio, "init").returncode == 0
    stops = 0
    for megabytes in (40, 48, 55):
        assert mount(disk, "-o", f"remount,size={megabytes}m")
        full = run(studio, "import", f"{room}/originals", "--json")
        assert full.returncode == 9, f"exit {full.returncode}\n{full.stdout}\n{full.stderr}"
        assert "Free " in full.stderr, full.stderr
        stops += 1
        found = run(studio, "asset", "find", "", "--limit", "1000", "--json")
        assert found.returncode == 0, found.stderr
        assets = json.loads(found.stdout)["assets"]
        if assets:
            got = run(studio, "asset", "get", assets[0]["id"], "--out", f"{room}/copy")
            assert got.returncode == 0, got.stderr
            with open(f"{room}/copy", "rb") as copy:
                assert hashlib.sha256(copy.read()).hexdigest() in digests
        print(f"{megabytes} MB: stopped with {len(assets)} assets in")
    assert mount(disk, "-o", "remount,size=300m")
    rest = run(studio, "import", f"{room}/originals", "--json")
    assert rest.returncode == 0, rest.stderr
    assets = json.loads(run(studio, "asset", "find", "", "--limit", "1000", "--json").stdout)["assets"]
    assert len(assets) == len(digests), f"{len(assets)} assets for {len(digests)} files"
    report = run(studio, "verify", "--json")
    assert report.returncode == 0, report.stdout
    print(f"stopped {stops} times on a full disk, then all {len(assets)} are in and sound")


main()
