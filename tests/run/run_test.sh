#!/usr/bin/env bash
# ./run as a newcomer meets it: first start, second start, another folder, words that it does not know.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.."
place=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$place"' EXIT
failed=0

check() {  # SENTENCE COMMAND...
  local sentence=$1
  shift
  if "$@"; then
    echo "ok $sentence"
  else
    echo "not ok $sentence"
    failed=1
    tail -n 5 "$place"/told "$place"/first "$place"/own 2>/dev/null
  fi
}
port=$((20000 + RANDOM % 20000))

serve() {  # starts ./run and waits for the link; the seconds it took are in $took
  local begun
  begun=$(date +%s%N)
  (cd / && exec "$OLDPWD/run" --studio "$place/studio" --listen "127.0.0.1:$port" "$@") > "$place/told" 2>&1 &
  server=$!
  for _ in $(seq 1 1200); do
    grep -q 'http://127.0.0.1' "$place/told" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  took=$(($(($(date +%s%N) - begun)) / 1000000))
}
halt() { kill "$server"; wait "$server" 2>/dev/null; server=; }
count() { build/release/atelier --studio "$place/studio" asset find '' --limit 1000 --json | grep -o '"id"' | wc -l; }

./run --prepare --studio "$place/studio" > "$place/first" 2>&1
prepared=$?
check "the first start prepares a studio with samples" [ $prepared = 0 ]
[ $prepared = 0 ] || exit 1  # nothing else can be told
samples=$(count)
check "the samples are in ($samples)" [ "$samples" -ge 4 ]
serve
check "a start prints the link to sign in with" grep -q "http://127.0.0.1:$port/#code=" "$place/told"
check "a second start takes no time to speak of ($took ms on this machine, now)" [ "$took" -lt 5000 ]
check "a second start builds and imports nothing" bash -c "! grep -qiE 'building|import' '$place/told'"
halt

mkdir "$place/mine" && echo "My own words." > "$place/mine/own words.txt"
(cd "$place" && "$OLDPWD/run" --prepare --studio studio mine) > "$place/own" 2>&1
check "a folder is imported, named from where one stands" [ "$(count)" = $((samples + 1)) ]
(cd "$place" && "$OLDPWD/run" --prepare --studio studio mine) > "$place/again" 2>&1
check "the same folder again is not imported again" [ "$(count)" = $((samples + 1)) ]
check "nothing is said of what was not done" bash -c "! grep -qi import '$place/again'"
echo "More words." > "$place/mine/more.txt"
(cd "$place" && "$OLDPWD/run" --prepare --studio studio mine) > "$place/more" 2>&1
check "what is new in it is" [ "$(count)" = $((samples + 2)) ]

./run --studio "$place/none" /no/such/folder > "$place/wrong" 2>&1
check "a folder that is not there is named, and nothing is done" [ "$?" = 2 -a ! -e "$place/none" ]
check "it says so" grep -q "nothing at /no/such/folder" "$place/wrong"
./run --frobnicate > "$place/wrong" 2>&1
check "an unknown option is refused" [ "$?" = 2 ]
check "help is there" grep -q -- --listen <(./run --help)
exit $failed
