import type { BenchGateway } from './gateway.js';

const SAMPLE_MS = 100;

/** By how many MB the memory of the gateway rises above what it is now while that goes on, at the most. */
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
