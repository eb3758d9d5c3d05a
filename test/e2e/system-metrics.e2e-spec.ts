import { HostMetrics, type HostSample } from '../../apps/gateway/src/platform/host/host-metrics.js';
import { SYSTEM_METRICS } from '../contract/source-examples.js';
import { expectProblem, NOW_MS, startTestApi } from './api.fixture.js';
import { shapeOf } from './example-shape.js';
import { knowingEverybody } from './guards.fixture.js';

const PATH = '/api/v1/system/metrics';

interface Metrics {
  readonly cpu: { readonly usage_percent: number; readonly cores: number };
  readonly memory: { readonly total_mb: number; readonly used_mb: number; readonly free_mb: number };
  readonly disk: { readonly total_gb: number; readonly usage_percent: number };
  readonly timestamp: number;
}

describe('system metrics', () => {
  it('are those of this machine at the first request already, in the shape of the document', async () => {
    const api = await startTestApi();
    const answer = await api.ask('GET', PATH);
    await api.stop();
    expect(answer.status).toBe(200);
    // A machine without a network but loopback reports null.
    const network = answer.text.includes('"bytes_sent":null')
      ? { network: { bytes_sent: null, bytes_received: null } }
      : {};
    expect(shapeOf(answer.body)).toEqual(shapeOf({ ...(SYSTEM_METRICS.shows as object), ...network }));
    const { cpu, memory, disk, timestamp } = answer.body as unknown as Metrics;
    expect(cpu.cores).toBeGreaterThanOrEqual(1);
    expect(memory.total_mb).toBeGreaterThan(0);
    expect(memory.used_mb + memory.free_mb).toBe(memory.total_mb);
    expect(disk.total_gb).toBeGreaterThan(0);
    for (const percent of [cpu.usage_percent, disk.usage_percent]) {
      expect(percent).toBeGreaterThanOrEqual(0);
      expect(percent).toBeLessThanOrEqual(100);
      expect(percent).toBe(Math.round(percent * 10) / 10);
    }
    expect(timestamp).toBe(NOW_MS);
  });

  it('are null where the machine does not tell, as the OpenAPI document allows', async () => {
    const silent: HostSample = {
      takenAtMs: NOW_MS,
      uptimeS: 1,
      cpu: { usagePercent: undefined, cores: undefined, loadAverage: undefined, temperatureC: undefined },
      memory: undefined,
      disk: undefined,
      network: undefined,
    };
    const api = await startTestApi({
      override: (building) => building.overrideProvider(HostMetrics).useValue({ latest: () => silent }),
    });
    const { status, body } = await api.ask('GET', PATH);
    await api.stop();
    expect(status).toBe(200);
    expect(body.cpu).toEqual({ usage_percent: null, cores: null, load_average: null });
    expect(body.network).toEqual({ bytes_sent: null, bytes_received: null });
  });

  it('take a key with the scope system:read, and no other', async () => {
    for (const [scopes, status] of [
      [['system:read'], 200],
      [['passings:read', 'commands:execute', 'admin'], 403],
    ] as const) {
      const api = await startTestApi({ override: knowingEverybody(scopes) });
      const answer = await api.ask('GET', PATH);
      await api.stop();
      expect(answer.status).toBe(status);
      if (status === 403) expect(expectProblem(answer, 403, 'auth.scope_missing').scope).toBe('system:read');
    }
  });
});
