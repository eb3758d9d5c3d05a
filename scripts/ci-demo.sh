#!/usr/bin/env bash
# Starts the demo once, as a person would, and asks it for a passing with the line that it prints.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
port=$(node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
# No server outside this machine is asked.
HOST=127.0.0.1 PORT=$port COACHLINK_INTERNET_PROBE=off COACHLINK_DATA_DIR="$work/data" npm start >"$work/start.log" 2>&1 </dev/null &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
  echo "demo: $1" >&2
  cat "$work/start.log" >&2
  exit 1
}

for _ in $(seq 300); do
  if curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && grep -q '^curl ' "$work/start.log"; then break; fi
  kill -0 "$gateway" 2>/dev/null || fail 'ended before it was ready'
  sleep 0.2
done
grep '^curl ' "$work/start.log" >"$work/ask.sh" || fail 'printed no curl line within 60 s'

for _ in $(seq 100); do
  bash "$work/ask.sh" >"$work/answer.json" || true
  if grep -q '"transponderid"' "$work/answer.json"; then break; fi
  sleep 0.2
done
grep -q '"transponderid"' "$work/answer.json" || fail "no passing within 20 s: $(cat "$work/answer.json")"
echo "demo: $(head -c 200 "$work/answer.json")..."

kill -TERM "$gateway"
wait "$gateway" || fail "did not stop cleanly on SIGTERM (exit code $?)"
if grep -q '"level":"\(warn\|error\)"' "$work/start.log"; then fail 'warned of something where nothing is wrong'; fi
echo 'demo: answered with a passing and stopped cleanly'
