import { presentSystemMetrics } from './system-metrics.presenter.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe(presentSystemMetrics.name, () => {
  it('is the example of the source document, byte for byte', () => {
    const answer = presentSystemMetrics({
      takenAtMs: 1_707_847_920_000,
      uptimeS: 86_400,
      cpu: { usagePercent: 45.2, cores: 8, loadAverage: [1.5, 1.3, 1.2], temperatureC: 42.5 },
      memory: { totalBytes: 16_384 * MIB, usedBytes: 8192 * MIB, freeBytes: 8192 * MIB },
      disk: { totalBytes: 500 * GIB, usedBytes: 250 * GIB, freeBytes: 250 * GIB },
      network: { sentBytes: 1_048_576_000, receivedBytes: 2_097_152_000 },
    });
    expect(JSON.stringify(answer)).toBe(
      '{"cpu":{"usage_percent":45.2,"cores":8,"load_average":[1.5,1.3,1.2]},' +
        '"memory":{"total_mb":16384,"used_mb":8192,"free_mb":8192,"usage_percent":50},' +
        '"disk":{"total_gb":500,"used_gb":250,"free_gb":250,"usage_percent":50},' +
        '"network":{"bytes_sent":1048576000,"bytes_received":2097152000},' +
        '"uptime_seconds":86400,"timestamp":1707847920000}',
    );
  });

  it('says null where the host says nothing, and never 0', () => {
    const unknown = { usagePercent: undefined, cores: undefined, loadAverage: undefined };
    const answer = presentSystemMetrics({
      takenAtMs: 1_707_847_920_000,
      uptimeS: 86_400,
      cpu: { ...unknown, temperatureC: undefined },
      memory: undefined,
      disk: undefined,
      network: undefined,
    });
    const { cpu, memory, disk, network } = answer;
    for (const figures of [cpu, memory, disk, network])
      expect(new Set(Object.values(figures))).toEqual(new Set([null]));
  });

  it('rounds so that used and free make up the memory', () => {
    const half = 100.5 * MIB;
    const { memory } = presentSystemMetrics({
      takenAtMs: 0,
      uptimeS: 1,
      cpu: { usagePercent: 0, cores: 1, loadAverage: undefined, temperatureC: undefined },
      memory: { totalBytes: 2 * half, usedBytes: half, freeBytes: half },
      disk: undefined,
      network: undefined,
    });
    expect(memory).toEqual({ total_mb: 201, used_mb: 100, free_mb: 101, usage_percent: 50 });
  });
});
