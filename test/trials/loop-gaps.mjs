import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded into a gateway by NODE_OPTIONS: writes down the longest work without a look at the sockets, in processor time,
// so that other work of the machine does not count.
const file = process.env.COACHLINK_TRIAL_LOOP_GAPS;
const PERIOD_MS = 1;

if (isMainThread && file !== undefined) {
  let last = process.cpuUsage();
  let longestMs = 0;
  const look = () => {
    const { user, system } = process.cpuUsage(last);
    const busyMs = (user + system) / 1000;
    // The start does not count: modules are read then.
    if (busyMs > longestMs && process.uptime() > 2) {
      longestMs = busyMs;
      writeFileSync(file, JSON.stringify({ pid: process.pid, longestMs }));
    }
    last = process.cpuUsage();
  };
  setInterval(look, PERIOD_MS).unref();
}
