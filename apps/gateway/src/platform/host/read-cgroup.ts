import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CgroupCpu,
  cgroupCpuV1,
  cgroupCpuV2,
  cgroupFolders,
  type CgroupMemory,
  cgroupMemory,
} from './cgroup.js';

const MOUNT = '/sys/fs/cgroup';

export interface CgroupLimits {
  readonly memory: readonly CgroupMemory[];
  readonly cpu: readonly CgroupCpu[];
}

/** Returns all limits that this process is under; none where the system has no cgroups. */
export async function readCgroupLimits(): Promise<CgroupLimits> {
  const folders = cgroupFolders((await read('/proc/self/cgroup')) ?? '');
  const memory = [
    ...folders.unified.map((folder) => memoryIn(join(MOUNT, folder), 'max', 'current')),
    ...folders.memory.map((folder) =>
      memoryIn(join(MOUNT, 'memory', folder), 'limit_in_bytes', 'usage_in_bytes'),
    ),
  ];
  const cpu = [
    ...folders.unified.map((folder) => cpuV2In(join(MOUNT, folder))),
    // A quota belongs to one folder, and its used time is counted in the folder of the same name.
    ...folders.cpu.map((folder) => cpuV1In(join(MOUNT, 'cpu', folder), join(MOUNT, 'cpuacct', folder))),
  ];
  return { memory: there(await Promise.all(memory)), cpu: there(await Promise.all(cpu)) };
}

async function memoryIn(folder: string, limit: string, usage: string): Promise<CgroupMemory | undefined> {
  const names = [limit, usage, 'stat'];
  const [limitText, usageText, stat] = await readAll(names.map((name) => join(folder, `memory.${name}`)));
  return cgroupMemory(limitText, usageText, stat);
}

async function cpuV2In(folder: string): Promise<CgroupCpu | undefined> {
  const [max, stat] = await readAll([join(folder, 'cpu.max'), join(folder, 'cpu.stat')]);
  return cgroupCpuV2(max, stat);
}

async function cpuV1In(cpu: string, cpuacct: string): Promise<CgroupCpu | undefined> {
  const [quota, period, usage] = await readAll([
    join(cpu, 'cpu.cfs_quota_us'),
    join(cpu, 'cpu.cfs_period_us'),
    join(cpuacct, 'cpuacct.usage'),
  ]);
  return cgroupCpuV1(quota, period, usage);
}

function readAll(files: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(files.map(read));
}

/** Returns the text of a file; undefined where it is missing or may not be read, so that it sets no known limit. */
async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function there<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
