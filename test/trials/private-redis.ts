import { readdirSync, readFileSync } from 'node:fs';

/** The private Redis servers of a data directory, whoever started them. */
export function privateRedisPids(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(`unixsocket:${dataDir}/redis`));
}

export function killPrivateRedis(dataDir: string): void {
  for (const pid of privateRedisPids(dataDir)) process.kill(pid, 'SIGKILL');
}

/** Nothing of one that ended meanwhile. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
