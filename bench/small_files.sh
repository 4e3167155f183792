#!/bin/bash
# What one small file costs when there are few and when there are many.
#
#   bench/small_files.sh [FEW] [MANY]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
atelier=${ATELIER:-$here/build/release/atelier}
few=${1:-1000} many=${2:-100000}
room=$(mktemp -d "${BENCH_ROOM:-/var/tmp}/atelier-small.XXXXXX")
trap 'rm -rf "$room"' EXIT

make() {  # FOLDER COUNT: text files of about 4 kB, all different, 1,000 to a folder
  python3 - "$1" "$2" <<'PY'
import os, random, sys
folder, count = sys.argv[1], int(sys.argv[2])
chance = random.Random(7)
words = ["light", "river", "stone", "harbour", "morning", "glass", "winter", "train", "paper", "salt"]
for i in range(count):
    if i % 1000 == 0:
        os.makedirs(f"{folder}/{i // 1000:03}", exist_ok=True)
    with open(f"{folder}/{i // 1000:03}/note-{i:06}.txt", "w") as note:
        note.write(f"Note {i}\n" + " ".join(chance.choices(words, k=650)))
PY
}
measure() {  # FOLDER -> seconds
  rm -rf "$room/studio"; "$atelier" --studio "$room/studio" init >/dev/null 2>&1; sync
  local start; start=$(date +%s.%N)
  "$atelier" --studio "$room/studio" import "$1" --json >"$room/report" 2>/dev/null
  awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { printf "%.3f", b - a }'
}

make "$room/few" "$few"
make "$room/many" "$many"
measure "$room/few" >/dev/null  # warms the page cache and the program
small=$(measure "$room/few")
large=$(measure "$room/many")
awk -v s="$small" -v l="$large" -v f="$few" -v m="$many" 'BEGIN {
  printf "%d files: %.3f ms each; %d files: %.3f ms each; ratio %.2f (at most 1.3)\n",
         f, s / f * 1000, m, l / m * 1000, (l / m) / (s / f) }'
