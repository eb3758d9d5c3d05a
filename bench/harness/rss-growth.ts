import type { BenchGateway } from './gateway.js';

const SAMPLE_MS = 100;

/** Returns the largest growth of the gateway's memory during `meanwhile`, in MB. */
export async function rssGrowthMb(gateway: BenchGateway, meanwhile: () => Promise<unknown>): Promise<number> {
  const before = gateway.rssMb();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, gateway.rssMb());
  }, SAMPLE_MS);
  try {
    await meanwhile();
  } finally {
    clearInterval(timer);
  }
  return most - before;
}
