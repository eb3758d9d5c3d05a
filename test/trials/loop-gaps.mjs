import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded into a gateway by NODE_OPTIONS: writes down the longest time in which its event loop did nothing else.
const file = process.env.COACHLINK_TRIAL_LOOP_GAPS;
const PERIOD_MS = 2;

if (isMainThread && file !== undefined) {
  let lastMs = performance.now();
  let longestMs = 0;
  const look = () => {
    const nowMs = performance.now();
    const gapMs = nowMs - lastMs - PERIOD_MS;
    // What a start costs is not meant: the modules are read then.
    if (gapMs > longestMs && process.uptime() > 2) {
      longestMs = gapMs;
      writeFileSync(file, JSON.stringify({ pid: process.pid, longestMs }));
    }
    lastMs = performance.now();
  };
  setInterval(look, PERIOD_MS).unref();
}
