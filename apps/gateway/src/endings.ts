import { isatty } from 'node:tty';

export const LAUNCHER_GONE = 'the end of its launcher';

/**
 * Tells why this process is to end: a signal, its terminal that was closed, or its launcher that is gone. A launcher is
 * whoever started it with a channel, as `npm start` does; without one it lives until it is told otherwise.
 */
export function onEnding(end: (by: string) => void): void {
  // A terminal that is closed is none any more.
  const hasTerminal = [0, 1, 2].some(isatty);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', (signal) => {
    // Node forgets that nohup had the signal ignored; nohup leaves no terminal on any of the three.
    if (hasTerminal) end(signal);
  });
  if (process.connected)
    process.once('disconnect', () => {
      end(LAUNCHER_GONE);
    });
}
