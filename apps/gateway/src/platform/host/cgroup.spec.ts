import { cgroupCpuV1, cgroupCpuV2, cgroupFolders, cgroupMemory, cpuWithin, memoryWithin } from './cgroup.js';

const MIB = 1024 * 1024;
const HOST = { totalBytes: 4096 * MIB, usedBytes: 1024 * MIB, freeBytes: 3072 * MIB };

describe(cgroupFolders.name, () => {
  it('of a service under version 2, up to the root', () => {
    expect(cgroupFolders('0::/system.slice/coachlink.service\n')).toEqual({
      unified: ['/system.slice/coachlink.service', '/system.slice', '/'],
      memory: [],
      cpu: [],
      cpuacct: [],
    });
  });

  it('in a container', () => {
    expect(cgroupFolders('0::/\n').unified).toEqual(['/']);
    expect(cgroupFolders('0::/../other\n').unified).toEqual(['/other', '/']);
  });

  it('under version 1, where controllers share a folder', () => {
    const text = '11:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n';
    expect(cgroupFolders(text)).toEqual({
      unified: ['/'],
      memory: ['/docker/abc', '/docker', '/'],
      cpu: ['/docker/abc', '/docker', '/'],
      cpuacct: ['/docker/abc', '/docker', '/'],
    });
  });

  it('of nothing', () => {
    expect(cgroupFolders('')).toEqual({ unified: [], memory: [], cpu: [], cpuacct: [] });
  });
});

describe('the memory of a cgroup', () => {
  it('of version 2, without files that can be dropped', () => {
    const stat = `anon ${300 * MIB}\nfile ${150 * MIB}\ninactive_file ${100 * MIB}\nactive_file ${50 * MIB}\n`;
    expect(cgroupMemory(`${512 * MIB}\n`, `${400 * MIB}\n`, stat)).toEqual({
      limitBytes: 512 * MIB,
      usedBytes: 300 * MIB,
    });
  });

  it('of version 1, children included', () => {
    const stat = `cache 4096\ninactive_file 4096\ntotal_inactive_file ${100 * MIB}\n`;
    expect(cgroupMemory(`${512 * MIB}\n`, `${400 * MIB}\n`, stat)).toEqual({
      limitBytes: 512 * MIB,
      usedBytes: 300 * MIB,
    });
  });

  it('is not there without a limit, or without a file', () => {
    expect(cgroupMemory('max\n', '4096\n', '')).toBeUndefined();
    expect(cgroupMemory(undefined, '4096\n', '')).toBeUndefined();
    expect(cgroupMemory('4096\n', undefined, '')).toBeUndefined();
    expect(cgroupMemory('', '', undefined)).toBeUndefined();
  });

  it('takes the place of the host where it is smaller, the one with the least left first', () => {
    const own = { limitBytes: 512 * MIB, usedBytes: 100 * MIB };
    const parent = { limitBytes: 1024 * MIB, usedBytes: 1000 * MIB };
    expect(memoryWithin(HOST, [own])).toEqual({
      totalBytes: 512 * MIB,
      usedBytes: 100 * MIB,
      freeBytes: 412 * MIB,
    });
    expect(memoryWithin(HOST, [own, parent]).totalBytes).toBe(1024 * MIB);
    expect(memoryWithin(HOST, [{ limitBytes: 512 * MIB, usedBytes: 600 * MIB }]).freeBytes).toBe(0);
  });

  it('leaves the host as it is without a limit', () => {
    const unlimited = cgroupMemory('9223372036854771712\n', '1727533056\n', undefined);
    expect(memoryWithin(HOST, unlimited === undefined ? [] : [unlimited])).toBe(HOST);
    expect(memoryWithin(HOST, [])).toBe(HOST);
  });
});

describe('the processors of a cgroup', () => {
  it('of version 2', () => {
    const stat = 'usage_usec 5000000\nuser_usec 4000000\nsystem_usec 1000000\n';
    expect(cgroupCpuV2('150000 100000\n', stat)).toEqual({ cores: 1.5, usedMs: 5000 });
    expect(cgroupCpuV2('max 100000\n', stat)).toBeUndefined();
    expect(cgroupCpuV2(undefined, stat)).toBeUndefined();
    expect(cgroupCpuV2('150000 100000\n', 'nr_periods 0\n')).toBeUndefined();
  });

  it('of version 1', () => {
    expect(cgroupCpuV1('200000\n', '100000\n', '5000000000\n')).toEqual({ cores: 2, usedMs: 5000 });
    expect(cgroupCpuV1('-1\n', '100000\n', '5000000000\n')).toBeUndefined();
    expect(cgroupCpuV1('200000\n', '100000\n', undefined)).toBeUndefined();
  });

  it('count where they are fewer than those of the host', () => {
    const one = { cores: 1, usedMs: 10 };
    const two = { cores: 2, usedMs: 20 };
    expect(cpuWithin(4, [two, one])).toBe(one);
    expect(cpuWithin(2, [two])).toBeUndefined();
    expect(cpuWithin(4, [])).toBeUndefined();
  });
});
