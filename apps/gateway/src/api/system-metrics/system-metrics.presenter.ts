import type { HostSample, Space } from '../../platform/host/host-metrics.js';
import { usagePercent } from '../../platform/host/usage.js';
import type { SystemMetricsAnswer } from './system-metrics.answer.js';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

export function presentSystemMetrics(sample: HostSample): SystemMetricsAnswer {
  const { cpu, memory, disk, network } = sample;
  const total_mb = rounded(memory?.totalBytes, MB);
  const free_mb = rounded(memory?.freeBytes, MB);
  return {
    cpu: {
      usage_percent: cpu.usagePercent ?? null,
      cores: cpu.cores ?? null,
      load_average: cpu.loadAverage ?? null,
    },
    memory: {
      total_mb,
      // Rounded each by itself, used and free memory would not add up to the total.
      used_mb: total_mb === null || free_mb === null ? null : total_mb - free_mb,
      free_mb,
      usage_percent: usageOf(memory),
    },
    disk: {
      total_gb: rounded(disk?.totalBytes, GB),
      used_gb: rounded(disk?.usedBytes, GB),
      free_gb: rounded(disk?.freeBytes, GB),
      usage_percent: usageOf(disk),
    },
    network: { bytes_sent: network?.sentBytes ?? null, bytes_received: network?.receivedBytes ?? null },
    uptime_seconds: sample.uptimeS,
    timestamp: sample.takenAtMs,
  };
}

function rounded(bytes: number | undefined, unit: number): number | null {
  return bytes === undefined ? null : Math.round(bytes / unit);
}

function usageOf(space: Space | undefined): number | null {
  return usagePercent(space) ?? null;
}
