#!/usr/bin/env python3
"""Runs the steps of ./test, each once what it needs is done, and ends with one line: N passed, N failed.

    ./test                 everything
    ./test NAME...         these steps, and what they need
    ./test --list          the steps

Each step writes build/test-logs/NAME.log. With one step failed the exit status is 1.
"""
import argparse
import glob
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
LOGS = f"{ROOT}/build/test-logs"
CORES = len(os.sched_getaffinity(0))


class Tally:
    """How many tests a step had, and how they ended."""

    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def __iadd__(self, other):
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def whole(status, _):
    """A step that is one test."""
    return Tally(int(status == 0), int(status != 0))


def nothing(status, _):
    """A step that prepares others: it counts only when it fails."""
    return Tally(0, int(status != 0))


def googletest(preset):
    def count(status, _):
        tally = Tally()
        for path in glob.glob(f"{LOGS}/googletest-{preset}/*.xml"):
            for case in ElementTree.parse(path).getroot().iter("testcase"):
                if case.find("failure") is not None:
                    tally += Tally(failed=1)
                elif case.get("result") in {"skipped", "suppressed"} or case.get("status") == "notrun":
                    tally += Tally(skipped=1)
                else:
                    tally += Tally(passed=1)
        if status != 0 and tally.failed == 0:  # a program that crashed left no list
            tally += Tally(failed=1)
        return tally
    return count


def lines(passed, failed, skipped=None):
    """Counts by the words that a runner ends with."""
    def count(status, log):
        def number(pattern):
            found = re.findall(pattern, log, re.M) if pattern else []
            return sum(int(each) if each.isdigit() else 1 for each in found)  # a number, or a line for each
        tally = Tally(number(passed), number(failed), number(skipped))
        if status != 0 and tally.failed == 0:
            tally += Tally(failed=1)
        return tally
    return count


def unittest(status, log):
    ran = sum(int(each) for each in re.findall(r"^Ran (\d+) tests?", log, re.M))
    bad = sum(int(each) for each in re.findall(r"(?:failures|errors)=(\d+)", log))
    skipped = sum(int(each) for each in re.findall(r"skipped=(\d+)", log))
    if status != 0 and bad == 0:
        bad = 1
    return Tally(max(0, ran - bad - skipped), bad, skipped)


class Step:
    def __init__(self, name, command, about, needs=(), after=(), cores=1, count=whole, minutes=10):
        self.name, self.command, self.about = name, command, about
        self.needs, self.after, self.cores = needs, after, cores
        self.count, self.minutes = count, minutes
        self.state, self.tally, self.seconds = "waiting", Tally(), 0.0


def build(preset, *options):
    words = " ".join(options)
    return f"cmake --preset {preset} {words} && ninja -C build/{preset}"


def ctest(preset):
    folder = f"{LOGS}/googletest-{preset}"
    return (f"rm -rf {folder}; GTEST_OUTPUT=xml:{folder}/ GTEST_BRIEF=1 ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 "
            f"UBSAN_OPTIONS=print_stacktrace=1 ctest --test-dir build/{preset} --output-on-failure -j{CORES} --timeout 600")


def steps():
    corpus = os.path.isdir(f"{ROOT}/../shared/corpus")
    if not corpus:
        print("The corpus of real files (../shared/corpus) is not here; tests that need it say that they are skipped.")
    found = [
        Step("architecture", "python3 -m unittest discover -s tests/architecture", "includes, sizes, notes, links", count=unittest),
        Step("format", "scripts/check-format", "clang-format"),
        Step("build-release", build("release", "-DATELIER_TESTS=ON"), "the program and its tests", cores=CORES, count=nothing, minutes=20),
        Step("browser-packages", "cd tests/browser && (npm ls >/dev/null 2>&1 || npm ci --ignore-scripts)", "npm ci", count=nothing),
        Step("page", "cd tests/page && node --test --test-reporter=tap", "the page's messages and layout, without a browser",
             needs=["build-release"], count=lines(r"^# pass (\d+)", r"^# (?:fail|cancelled) (\d+)", r"^# skipped (\d+)")),
        Step("page-types", "cd tests/browser && npx --no-install svelte-check --workspace ../../page --tsconfig ./tsconfig.json --output machine --fail-on-warnings", "svelte-check",
             needs=["build-release", "browser-packages"]),
        Step("unit-release", ctest("release"), "unit and property tests", needs=["build-release"], cores=CORES, count=googletest("release")),
        Step("run", "tests/run/run_test.sh", "./run: first start, second start, bad words", needs=["build-release"], count=lines(r"^ok ", r"^not ok ")),
        Step("browser", "cd tests/browser && node --test --test-reporter=tap --test-concurrency=2", "the page in Chromium",
             needs=["build-release", "browser-packages"], cores=2, count=lines(r"^# pass (\d+)", r"^# (?:fail|cancelled) (\d+)", r"^# skipped (\d+)")),
        Step("build-asan", build("asan"), "the same with sanitizers", after=["build-release"], cores=CORES, count=nothing, minutes=20),
        Step("unit-asan", ctest("asan"), "unit and property tests with sanitizers", needs=["build-asan"], cores=CORES, count=googletest("asan"), minutes=15),
    ]
    for path in sorted(glob.glob(f"{ROOT}/tests/fault/*.py")):
        name = os.path.basename(path)[:-3].replace("_", "-")
        found.append(Step(name, f"python3 {os.path.relpath(path, ROOT)} build/release/atelier 30", "fault test", needs=["build-release"]))
    if os.path.isdir(f"{ROOT}/tests/api"):
        for path in sorted(glob.glob(f"{ROOT}/tests/api/*.py")):
            name = "api-" + os.path.basename(path)[:-3].replace("_", "-")
            found.append(Step(name, f"python3 {os.path.relpath(path, ROOT)} build/release/atelier", "the API from outside", needs=["build-release"]))
    found += [
        Step("fuzz", "scripts/check-fuzz 10", "each fuzzer for ten seconds", needs=["build-asan"], after=["unit-asan"], cores=CORES, count=lines(r"^ok ", r"^not ok "), minutes=15),
        Step("tidy", "scripts/check-tidy", "clang-tidy; what does not fit in nine minutes counts as skipped", after=["fuzz"], cores=CORES,
             count=lines(r"^clean: (\d+)", r"^with findings: (\d+)", r"^left for the next time: (\d+)"), minutes=12),
    ]
    return found


started_here = set()  # process groups of steps that run


def stop(*_):
    """Whoever stops the runner stops its steps, and nothing else."""
    for group in list(started_here):
        os.killpg(group, signal.SIGKILL)
    print("\nStopped.", flush=True)
    os._exit(130)


def run_step(step):
    path = f"{LOGS}/{step.name}.log"
    started = time.monotonic()
    with open(path, "w") as log:
        process = subprocess.Popen(["bash", "-c", step.command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        started_here.add(process.pid)
        try:
            status = process.wait(timeout=step.minutes * 60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            log.write(f"\nStopped after {step.minutes} minutes.\n")
            status = 124
        started_here.discard(process.pid)
    step.seconds = time.monotonic() - started
    with open(path, errors="replace") as log:
        told = log.read()
    step.tally = step.count(status, told)
    step.state = "failed" if status != 0 or step.tally.failed else "done"
    return told


def report(step, told):
    mark = "ok  " if step.state == "done" else "FAIL"
    said = "" if step.tally.passed + step.tally.failed == 0 else str(step.tally)
    print(f"{mark} {step.name:24} {step.seconds:6.1f} s  {said}", flush=True)
    if step.state == "failed":
        print("\n".join("     | " + line[:200] for line in told.rstrip().split("\n")[-25:]), flush=True)
        print(f"     | all of it: build/test-logs/{step.name}.log", flush=True)


def run_all(chosen):
    """Starts whatever may start, as long as there are cores for it."""
    lock = threading.Condition()
    by_name = {step.name: step for step in chosen}

    def states(names):
        return {by_name[name].state for name in names if name in by_name}

    def work(step):
        told = run_step(step)
        with lock:
            report(step, told)
            lock.notify()

    def start(step):
        if states([*step.needs, *step.after]) & {"waiting", "running"}:
            return
        if states(step.needs) & {"failed", "left"}:
            step.state, step.tally = "left", Tally(failed=1)
            print(f"LEFT {step.name:24} because of what it needs: {', '.join(step.needs)}", flush=True)
            return
        used = sum(min(each.cores, CORES) for each in chosen if each.state == "running")
        if used + min(step.cores, CORES) <= CORES:
            step.state = "running"
            threading.Thread(target=work, args=(step,), daemon=True).start()

    with lock:
        while states(by_name) & {"waiting", "running"}:
            for step in chosen:
                if step.state == "waiting":
                    start(step)
            lock.wait(1.0)


def choose(names, found):
    by_name = {step.name: step for step in found}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        sys.exit(f"There is no step {unknown[0]}. Nothing was run. The steps are: {', '.join(by_name)}")
    if not names:
        return found
    wanted, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += by_name[name].needs
    return [step for step in found if step.name in wanted]


def main():
    words = argparse.ArgumentParser(prog="./test", description=__doc__.split("\n")[0])
    words.add_argument("steps", nargs="*", metavar="STEP", help="run only these and what they need")
    words.add_argument("--list", action="store_true", help="list the steps")
    asked = words.parse_args()
    os.makedirs(LOGS, exist_ok=True)
    found = steps()
    if asked.list:
        for step in found:
            print(f"{step.name:24} {step.about}")
        return
    chosen = choose(asked.steps, found)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    started = time.monotonic()
    run_all(chosen)
    total = Tally()
    for step in chosen:
        total += step.tally
    with open(f"{LOGS}/summary.json", "w") as summary:
        json.dump([{"step": each.name, "state": each.state, "seconds": round(each.seconds, 1), **vars(each.tally)} for each in chosen], summary, indent=1)
    print(f"{time.monotonic() - started:.0f} s in all; logs in build/test-logs")
    print(total)
    sys.exit(1 if total.failed else 0)


if __name__ == "__main__":
    main()
