import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../config/environment.js';
import type { Space } from './host-metrics.js';
import { SampledHostMetrics } from './sampled-host.metrics.js';

const NOW_MS = 1_707_847_920_000;

function expectSpace(space: Space | undefined): void {
  expect(space?.totalBytes).toBeGreaterThan(0);
  expect(space?.usedBytes).toBeGreaterThan(0);
  expect(space?.freeBytes).toBeGreaterThanOrEqual(0);
  expect((space?.usedBytes ?? 0) + (space?.freeBytes ?? 0)).toBeLessThanOrEqual(space?.totalBytes ?? 0);
}

describe(SampledHostMetrics.name, () => {
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-host-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has a sample as soon as it is ready, of a data folder that is not there yet too', async () => {
    const config = readEnvironment({ COACHLINK_DATA_DIR: join(folder, 'not', 'there') });
    const metrics = new SampledHostMetrics(config, { nowMs: () => NOW_MS });
    await metrics.onModuleInit();
    const { takenAtMs, uptimeS, cpu, memory, disk } = metrics.latest();
    metrics.onApplicationShutdown();
    expect(takenAtMs).toBe(NOW_MS);
    expect(Number.isInteger(uptimeS) && uptimeS > 0).toBe(true);
    expect(cpu.usagePercent).toBeGreaterThanOrEqual(0);
    expect(cpu.usagePercent).toBeLessThanOrEqual(100);
    expect(Number.isInteger(cpu.cores)).toBe(true);
    expect(cpu.cores).toBeGreaterThanOrEqual(1);
    expect(cpu.loadAverage).toHaveLength(3);
    expectSpace(memory);
    expectSpace(disk);
  });
});
