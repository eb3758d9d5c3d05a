import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { type KeptLedger, type LedgerChange, type Passing, missingCount, type StoreOutcome } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { Ledgers } from '../ledger/ledgers.js';
import { SoleGateway } from '../ledger/testing/sole-gateway.js';
import { IngestService } from './ingest.service.js';
import { StoredBatches } from './stored-batches.js';
import { StoredCounts } from './stored-counts.js';

type Fault = 'before' | 'behind' | undefined;

/**
 * Answers as Redis does: commands are done and answered in the order sent, and a lost answer leaves open whether its command
 * was done.
 */
class Faulty extends NaivePassingsRepository {
  mostUnderWay = 0;
  private underWay = 0;
  private answered: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly faults: Fault[],
  ) {
    super();
  }

  override async store(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[] = [],
  ): Promise<StoreOutcome> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    const fault = this.faults.shift();
    const done = fault === 'before' ? undefined : super.store(batch, ledgers);
    done?.catch(() => undefined);
    const turn = this.answered.then(() => this.scheduler.schedule(Promise.resolve()));
    this.answered = turn;
    try {
      await turn;
      if (fault !== undefined || done === undefined) throw new Error('Connection is closed.');
      return await done;
    } finally {
      this.underWay--;
    }
  }
}

/** A master whose replicas are away, and the server that took over from it. */
class Unconfirming extends NaivePassingsRepository {
  now = new NaivePassingsRepository();
  isConfirming = false;

  override async store(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[] = [],
  ): Promise<StoreOutcome> {
    return { ...(await this.now.store(batch, ledgers)), isUnconfirmed: !this.isConfirming };
  }

  override ledger(decoderId: string): Promise<KeptLedger | undefined> {
    return this.now.ledger(decoderId);
  }
}

const passing = (decoderId: string, passingNumber: number): Passing =>
  aPassing({
    decoderId,
    passingNumber,
    transponderId: String(1000 + (passingNumber % 7)),
    timeUs: 1_700_000_000_000_000 + passingNumber * 1000,
  });
const crossings = fc.array(fc.constantFrom('finish', 'pit'), { minLength: 1100, maxLength: 2500 });
const faults = fc.array(fc.constantFrom<Fault>(undefined, undefined, 'before', 'behind'), { maxLength: 4 });

describe(IngestService.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('stores everything once and in order, whichever of the batches under way fail', async () => {
    let mostUnderWay = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), crossings, faults, async (scheduler, decoders, failing) => {
        const repository = new Faulty(scheduler, [...failing]);
        const leases = new SoleGateway();
        const ledgers = new Ledgers(repository, { nowUs: () => 0 }, leases);
        const batches = new StoredBatches();
        const counts = new StoredCounts(batches);
        const ingest = new IngestService(ledgers, leases, batches);
        const numbers: Record<string, number> = {};
        const passings = decoders.map((decoderId) =>
          passing(decoderId, (numbers[decoderId] = (numbers[decoderId] ?? 0) + 1)),
        );
        void ingest.add(passings);
        await scheduler.waitFor(ingest.untilStored());
        for (const [decoderId, count] of Object.entries(numbers)) {
          const ledger = ledgers.latest(decoderId);
          expect(ledger).toMatchObject({ firstNumber: 1, highest: count });
          expect(ledger === undefined ? undefined : missingCount(ledger)).toBe(0);
          expect(counts.of(decoderId)).toBe(count);
          const query = { window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER }, limit: 10_000, decoderId };
          const page = await repository.find({ ...query, order: 'asc' });
          expect(page.passings()).toEqual(passings.filter((each) => each.decoderId === decoderId));
        }
        expect(ingest.state().pending).toBe(0);
        mostUnderWay = Math.max(mostUnderWay, repository.mostUnderWay);
      }),
      { numRuns: 20 },
    );
    expect(mostUnderWay).toBe(2);
  }, 60_000);

  it('stores once more what no replica confirmed when another server took over, and counts it once', async () => {
    const repository = new Unconfirming();
    const batches = new StoredBatches();
    const counts = new StoredCounts(batches);
    const ingest = new IngestService(
      new Ledgers(repository, { nowUs: () => 0 }, new SoleGateway()),
      new SoleGateway(),
      batches,
    );
    const passings = Array.from({ length: 700 }, (_, at) => passing('finish', at + 1));
    void ingest.add(passings.slice(0, 600));
    expect(await ingest.untilStored()).toBe(true);
    repository.now = new NaivePassingsRepository();
    repository.isConfirming = true;
    void ingest.add(passings.slice(600));
    ingest.storeAgain();
    expect(await ingest.untilStored()).toBe(true);
    const query = { window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER }, limit: 10_000 };
    const page = await repository.now.find({ ...query, order: 'asc' });
    expect(page.passings()).toEqual(passings);
    expect(counts.of('finish')).toBe(700);
    // A confirmed passing is not kept here any longer.
    ingest.storeAgain();
    expect(await ingest.untilStored()).toBe(true);
    const { stored, repeated, pending } = ingest.state();
    expect([stored + repeated, pending]).toEqual([1300, 0]);
  });
});
