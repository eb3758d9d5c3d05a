import type { Space } from './host-metrics.js';

/** The text of a cgroup's file, undefined where there is no such file. */
type Text = string | undefined;

export interface CgroupMemory {
  readonly limitBytes: number;
  readonly usedBytes: number;
}

export interface CgroupCpu {
  /** Number of cores that may be used, maybe a part of one. */
  readonly cores: number;
  /** Processor time used so far. */
  readonly usedMs: number;
}

/** The folders of a process for each controller, below its mount: the process's own first and the root last. */
export interface CgroupFolders {
  readonly unified: readonly string[];
  readonly memory: readonly string[];
  readonly cpu: readonly string[];
  readonly cpuacct: readonly string[];
}

/** Reads /proc/self/cgroup: `0::/path` is of version 2, `4:memory:/path` of version 1. */
export function cgroupFolders(text: string): CgroupFolders {
  const lines = text.split('\n').map((line) => /^[0-9]+:([^:]*):(\/.*)$/.exec(line) ?? []);
  const of = (controller: string): string[] => {
    const path = lines.find(([, controllers]) => controllers?.split(',').includes(controller))?.[2];
    return path === undefined ? [] : upFrom(path);
  };
  return { unified: of(''), memory: of('memory'), cpu: of('cpu'), cpuacct: of('cpuacct') };
}

/** Returns a folder and all above it: a parent's limit holds too, and a container may see only the root of a host's path. */
function upFrom(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '..');
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`).concat('/');
}

/** Reads memory.max or memory.limit_in_bytes, memory.current or memory.usage_in_bytes, and memory.stat. */
export function cgroupMemory(limit: Text, usage: Text, stat: Text): CgroupMemory | undefined {
  const limitBytes = wholeIn(limit);
  const usageBytes = wholeIn(usage);
  if (limitBytes === undefined || usageBytes === undefined) return undefined;
  // Cached files that may be dropped at any time do not count as used memory.
  const droppable = numberOf(stat, 'total_inactive_file') ?? numberOf(stat, 'inactive_file') ?? 0;
  return { limitBytes, usedBytes: Math.max(usageBytes - droppable, 0) };
}

/** Reads cpu.max and cpu.stat. */
export function cgroupCpuV2(max: Text, stat: Text): CgroupCpu | undefined {
  const [quota, period] = max?.trim().split(/\s+/) ?? [];
  const usedUs = numberOf(stat, 'usage_usec');
  return cpuOf(wholeIn(quota), wholeIn(period), usedUs === undefined ? undefined : usedUs / 1000);
}

/** Reads cpu.cfs_quota_us, cpu.cfs_period_us and cpuacct.usage. */
export function cgroupCpuV1(quota: Text, period: Text, usage: Text): CgroupCpu | undefined {
  const usedNs = wholeIn(usage);
  return cpuOf(wholeIn(quota), wholeIn(period), usedNs === undefined ? undefined : usedNs / 1e6);
}

function cpuOf(
  quotaUs: number | undefined,
  periodUs: number | undefined,
  usedMs: number | undefined,
): CgroupCpu | undefined {
  if (!quotaUs || !periodUs || usedMs === undefined) return undefined;
  return { cores: quotaUs / periodUs, usedMs };
}

/** Returns the memory within the tightest limit; version 1 writes "no limit" as a number larger than any memory. */
export function memoryWithin(host: Space, limits: readonly CgroupMemory[]): Space {
  const left = ({ limitBytes, usedBytes }: CgroupMemory): number => limitBytes - usedBytes;
  const [tightest] = limits
    .filter(({ limitBytes }) => limitBytes < host.totalBytes)
    .sort((one, other) => left(one) - left(other));
  if (tightest === undefined) return host;
  const { limitBytes } = tightest;
  const usedBytes = Math.min(tightest.usedBytes, limitBytes);
  return { totalBytes: limitBytes, usedBytes, freeBytes: limitBytes - usedBytes };
}

/** Returns the smallest quota, undefined where all cores of the host may be used. */
export function cpuWithin(hostCores: number, quotas: readonly CgroupCpu[]): CgroupCpu | undefined {
  return quotas.filter(({ cores }) => cores < hostCores).sort((one, other) => one.cores - other.cores)[0];
}

/** Returns a whole number; undefined for "max" and -1, which set no limit. */
function wholeIn(text: Text): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^[0-9]+$/.test(trimmed) ? Number(trimmed) : undefined;
}

function numberOf(stat: Text, name: string): number | undefined {
  const line = stat?.split('\n').find((each) => each.startsWith(`${name} `));
  return wholeIn(line?.slice(name.length));
}
