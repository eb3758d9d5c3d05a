import { isatty } from 'node:tty';

export const LAUNCHER_GONE = 'the end of its launcher';

/**
 * Calls `end` with the reason why this process is to end: a signal, its closed terminal, or its launcher that is gone. A
 * launcher starts the process with a channel, as `npm start` does; without one the process lives until a signal ends it.
 */
export function onEnding(end: (by: string) => void): void {
  // Asked at the start, since a closed terminal is none any more.
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
