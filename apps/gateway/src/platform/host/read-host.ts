import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import { cpuTemperature, mem, networkStats } from 'systeminformation';
import { cpuWithin, memoryWithin } from './cgroup.js';
import type { CpuTime } from './usage.js';
import type { HostSample, Space } from './host-metrics.js';
import { trafficOf } from './proc-net-dev.js';
import { readCgroupLimits } from './read-cgroup.js';

export interface Processors {
  readonly cores: number;
  readonly time: CpuTime;
}

/** Returns the processors of the host, or the share of them that a cgroup allows. */
export async function readProcessors(): Promise<Processors> {
  const hostCores = availableParallelism();
  const quota = cpuWithin(hostCores, (await readCgroupLimits()).cpu);
  if (quota === undefined) return { cores: hostCores, time: hostTime() };
  const { cores, usedMs } = quota;
  return {
    // Half a core counts as one core that is there for half of the time; the load is that of the half.
    cores: Math.ceil(cores),
    time: { busyMs: usedMs, totalMs: performance.now() * cores, of: `a quota of ${cores}` },
  };
}

function hostTime(): CpuTime {
  let busyMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    busyMs += times.user + times.nice + times.sys + times.irq;
    idleMs += times.idle;
  }
  return { busyMs, totalMs: busyMs + idleMs, of: 'the host' };
}

/** Returns undefined on Windows, which has no load average: Node gives zeros there. */
export function readLoadAverage(): readonly number[] | undefined {
  return process.platform === 'win32' ? undefined : loadavg().map((load) => Math.round(load * 100) / 100);
}

export async function readMemory(): Promise<Space> {
  const [{ total, available }, limits] = await Promise.all([mem(), readCgroupLimits()]);
  const host = { totalBytes: total, usedBytes: total - available, freeBytes: available };
  return memoryWithin(host, limits.memory);
}

/** Returns the space of the disk that holds a folder, or will hold it. */
export async function readDisk(folder: string): Promise<Space> {
  const path = resolve(folder);
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    return { totalBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize, freeBytes: bavail * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return readDisk(dirname(path));
  }
}

/** Returns the traffic since the start of the host, of interfaces with an address: others are parts of these, counted twice. */
export async function readNetwork(): Promise<HostSample['network']> {
  const names = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal))
    .map(([name]) => name);
  if (names.length === 0) return undefined;
  // systeminformation starts programs for the same figures, which costs more than all other work of a gateway at rest.
  if (process.platform === 'linux') return trafficOf(names, await readFile('/proc/net/dev', 'utf8'));
  let sentBytes = 0;
  let receivedBytes = 0;
  for (const { tx_bytes, rx_bytes } of await networkStats(names.join(','))) {
    sentBytes += tx_bytes;
    receivedBytes += rx_bytes;
  }
  // systeminformation gives zeros, or no number, for figures that it cannot read; an interface with an address has sent some.
  const isKnown = Number.isSafeInteger(sentBytes) && Number.isSafeInteger(receivedBytes);
  return isKnown && sentBytes + receivedBytes > 0 ? { sentBytes, receivedBytes } : undefined;
}

export async function readTemperatureC(): Promise<number | undefined> {
  // `main` is null where there is no sensor, though its type says number, and 0 where a sensor has no value.
  const { main } = (await cpuTemperature()) as { main: number | null };
  return main === null || !Number.isFinite(main) || main === 0 ? undefined : Math.round(main * 10) / 10;
}
