import { readdirSync, readFileSync } from 'node:fs';

/** Returns the private Redis servers of a data directory, of any run. */
export function privateRedisPids(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(`unixsocket:${dataDir}/redis`));
}

export function killPrivateRedis(dataDir: string): void {
  for (const pid of privateRedisPids(dataDir)) process.kill(pid, 'SIGKILL');
}

/** Returns the command line of a process; an empty one where it has ended meanwhile. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
