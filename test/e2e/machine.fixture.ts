import type { HostSample } from '../../apps/gateway/src/platform/host/host-metrics.js';
import { NOW_MS } from './api.fixture.js';

/** A sample of the machine in the source document. */
export const MACHINE: HostSample = {
  takenAtMs: NOW_MS,
  uptimeS: 86_400,
  cpu: { usagePercent: 45.2, cores: 4, loadAverage: [1.5, 1.3, 1.2], temperatureC: 42.5 },
  memory: { totalBytes: 1000, usedBytes: 628, freeBytes: 372 },
  disk: { totalBytes: 1000, usedBytes: 351, freeBytes: 649 },
  network: { sentBytes: 1, receivedBytes: 2 },
};
