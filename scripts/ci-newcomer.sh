#!/usr/bin/env bash
# Runs the newcomer's script of docs/api.md as it stands there, against a fresh gateway and a simulated decoder.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
free_port() { node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })"; }
port=$(free_port)
decoder=$(free_port)
export COACHLINK_ADMIN_KEY=key-of-the-newcomer COACHLINK_ADMIN_SECRET=secret-of-the-newcomer
HOST=127.0.0.1 PORT=$port COACHLINK_DEMO=off COACHLINK_INTERNET_PROBE=off COACHLINK_DATA_DIR="$work/data" npm start >"$work/start.log" 2>&1 </dev/null &
gateway=$!
node bin/coachlink.mjs simulate --port "$decoder" >"$work/simulate.log" 2>&1 &
simulator=$!
trap 'kill "$gateway" "$simulator" 2>/dev/null || true; wait || true; rm -rf "$work"' EXIT

for _ in $(seq 300); do
  if curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; then break; fi
  kill -0 "$gateway" 2>/dev/null || { cat "$work/start.log" >&2; exit 1; }
  sleep 0.2
done

sed -n '/<!-- newcomer -->/,/^```$/p' docs/api.md | sed '1,/^```sh$/d; /^```$/d' >"$work/newcomer.sh"
[ -s "$work/newcomer.sh" ] || { echo 'newcomer: docs/api.md has no such script' >&2; exit 1; }
API="http://127.0.0.1:$port/api/v1" DECODER="127.0.0.1:$decoder" timeout 60 bash -euo pipefail "$work/newcomer.sh" >"$work/answers" ||
  { cat "$work/answers" >&2; exit 1; }
grep -q '"transponderid"' "$work/answers"

# Repeats it by the command line.
export COACHLINK_URL="http://127.0.0.1:$port"
coachlink() { node bin/coachlink.mjs "$@"; }
coachlink device create 'A second box' --id second --json | grep -q '"device_secret":"cld_'
echo 'a long sentence is best' | coachlink user create joe@example.com --first-name Joe --last-name Doe >/dev/null
coachlink api-key create wall --scopes passings:read,system:read | grep -q clk_
coachlink license create --features p3_decoder --device-limit 1 --valid-until 2099-12-31T23:59:59Z --device second >/dev/null
coachlink license list | grep -q active
coachlink user list | grep -q joe@example.com
coachlink decoder list | grep -q finish
coachlink decoder remove finish >/dev/null
coachlink device revoke second >/dev/null
if coachlink device revoke second 2>"$work/error"; then exit 1; fi
grep -q 'There is no device of this id' "$work/error"
echo 'newcomer: every line of docs/api.md and of the command line worked'
