#!/usr/bin/env bash
# The main job on Node.js 24, which the image has, where the rest of .ci/run is on another: unit and integration tests,
# and one real start of the built gateway.
set -euo pipefail
cd "$(dirname "$0")/.."

case "$(node --version)" in
  v24.*) echo 'node 24: all of this run is on it' ;;
  *)
    node scripts/on-node-24.mjs npm test -- --selectProjects unit integration
    node scripts/on-node-24.mjs scripts/ci-demo.sh
    echo 'node 24: its unit and integration tests and a start of the gateway are right'
    ;;
esac
