import { LeaseLost, LedgerMoved, type Passing, type StoreOutcome } from '#passings';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { HeldLeases } from '../lease/held-leases.js';
import { Ledgers } from '../ledger/ledgers.js';
import { IngestService } from './ingest.service.js';
import { StoredBatches } from './stored-batches.js';

/** Another gateway takes the decoder `finish` at the second look. */
class TakenAway extends HeldLeases {
  private looks = 0;
  readonly back: Passing[] = [];

  override tokenOf(decoderId: string): string | undefined {
    return decoderId === 'finish' && this.looks > 0 ? undefined : '1.here';
  }

  override look(): Promise<void> {
    this.looks++;
    return Promise.resolve();
  }

  override handBack(passings: readonly Passing[]): void {
    this.back.push(...passings);
  }
}

class Failing extends NaivePassingsRepository {
  constructor(private readonly errors: Error[]) {
    super();
  }

  override store(batch: readonly Passing[]): Promise<StoreOutcome> {
    const error = this.errors.shift();
    return error === undefined ? super.store(batch) : Promise.reject(error);
  }
}

describe('passings of a decoder that another gateway reads now', () => {
  it('are handed back, are not counted as stored, and leave no trouble behind', async () => {
    const leases = new TakenAway();
    const repository = new Failing([new Error('Command timed out'), new LeaseLost('taken')]);
    const ingest = new IngestService(
      new Ledgers(repository, { nowUs: () => 0 }, leases),
      leases,
      new StoredBatches(),
    );
    const passing = aPassing({ passingNumber: 1, timeUs: 1_707_867_000_000_000 });
    void ingest.add([passing]);
    expect(await ingest.untilStored()).toBe(false);
    await ingest.flush();
    expect(leases.back).toEqual([passing]);
    expect(ingest.state()).toEqual({ stored: 0, repeated: 0, pending: 0, trouble: undefined });
  });

  it('are no trouble while the ledgers of several decoders are moved one after the other', async () => {
    const leases = new TakenAway();
    const moved = [new LeaseLost('taken'), new LedgerMoved('finish'), new LedgerMoved('pit')];
    const repository = new Failing(moved);
    const ledgers = new Ledgers(repository, { nowUs: () => 0 }, leases);
    const ingest = new IngestService(ledgers, leases, new StoredBatches());
    const warn = jest.spyOn(Logger.prototype, 'warn');
    void ingest.add([aPassing({ decoderId: 'pit', passingNumber: 1, timeUs: 1_707_867_000_000_000 })]);
    expect(await ingest.untilStored()).toBe(true);
    expect(warn).not.toHaveBeenCalled();
    expect(ingest.state()).toMatchObject({ stored: 1, trouble: undefined });
  });
});
