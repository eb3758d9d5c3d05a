import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { startSimulator } from '#simulator';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

/** Returns the private Redis of this gateway, found by its socket in the command line. */
function redisPid(gateway: TestGateway): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .find((pid) => commandLine(pid).includes(`${gateway.dataDir}/redis`));
}

function commandLine(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text.includes('redis-server') ? text : '';
  } catch {
    return '';
  }
}

async function numbersKept(gateway: TestGateway): Promise<number[]> {
  const { body } = await gateway.ask('POST', '/passings', { limit: 10_000, order: 'asc' });
  return (
    (body as { passings?: { passing_number: number }[] }).passings?.map((row) => row.passing_number) ?? []
  );
}

describe('an outage', () => {
  it('of Redis, killed in the middle: readers get 503, nothing is lost, nothing comes twice', async () => {
    const simulator = await startSimulator({ riders: 20, speed: 60 });
    const gateway = await startTestGateway(`track=p3+tcp://127.0.0.1:${simulator.port}`);
    try {
      await until('first passings', async () =>
        (await numbersKept(gateway)).length > 50 ? true : undefined,
      );
      const pid = redisPid(gateway) ?? 0;
      expect(pid).toBeGreaterThan(0);
      execFileSync('kill', ['-9', String(pid)]);
      const during = await until('an answer of 503 or another Redis', async () => {
        const { status, body } = await gateway.ask('GET', '/transponders/active');
        if (status === 503) return (body as { details: { reason: string } }).details.reason;
        return redisPid(gateway) === pid ? undefined : 'already back';
      });
      expect(['storage.unavailable', 'already back']).toContain(during);
      await until('Redis is back', async () =>
        (await gateway.ask('GET', '/transponders/active')).status === 200 ? true : undefined,
      );
      simulator.stopRiding();
      const sent = [...(simulator.decoders[0]?.ledger.all() ?? [])].map(({ passingNumber }) => passingNumber);
      // Passings before the first contact are a matter of backfill; all later ones must be here.
      const kept = await until('everything is stored', async () => {
        const numbers = await numbersKept(gateway);
        return numbers.includes(sent.at(-1) ?? -1) ? numbers : undefined;
      });
      const first = Math.min(...kept);
      expect(kept.toSorted((a, b) => a - b)).toEqual(sent.filter((number) => number >= first));
    } finally {
      await gateway.stop();
      await simulator.close();
    }
  }, 60_000);
});
