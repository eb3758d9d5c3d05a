import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { DecoderParser, formatDecoderUrl, SystemHostClock } from '#decoder';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { readEnvironment } from '../../platform/config/environment.js';
import { HostClockWatch } from '../../platform/clock/host-clock-watch.js';
import { ProcessTime } from '../../platform/clock/steady-time.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import { Leases } from '../../intake/lease/leases.js';
import { Ledgers } from '../../intake/ledger/ledgers.js';
import type { GatewaySecrets } from '../../access/auth/secrets/gateway-secrets.js';
import { NaiveLeaseStore } from '../../../../../libs/passings/src/testing/naive-lease.store.js';
import { Alarms } from '../../intake/alarms/alarms.js';
import { IngestService } from '../../intake/ingest/ingest.service.js';
import { StoredBatches } from '../../intake/ingest/stored-batches.js';
import { StoredCounts } from '../../intake/ingest/stored-counts.js';
import { Features, type FeatureState } from '../../access/license/features.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { Problem } from '../../platform/problems/problem.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { DecoderWarnings } from '../../intake/decoders/decoder-warnings.js';
import { DecodersService } from './decoders.service.js';
import { MemoryDecoderStore } from '../../intake/decoders/testing/memory-decoder.store.js';

Logger.overrideLogger(false);

const ENVIRONMENT = { COACHLINK_DECODERS: 'fixed=p3+tcp://127.0.0.1:1' };

/** Grants no feature, so that no decoder is connected and only the bookkeeping is at work. */
class NothingGranted extends Features {
  override stateOf(): FeatureState {
    return 'missing';
  }
}

class SoundStorage extends StorageWatch {
  override readTrouble(): undefined {
    return undefined;
  }

  override trouble(): undefined {
    return undefined;
  }

  override unconfirmed(): undefined {
    return undefined;
  }

  override unreadable(): void {
    // The storage is sound.
  }
}

type Fault = 'none' | 'before' | 'behind';

/** Takes its time as the scheduler says, and fails before or behind the write. */
class SlowStore extends MemoryDecoderStore {
  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly faults: Fault[],
  ) {
    super();
  }

  override async keep(decoder: ConfiguredDecoder): Promise<void> {
    await this.faulty(() => super.keep(decoder));
  }

  override async forget(decoderId: string): Promise<void> {
    await this.faulty(() => super.forget(decoderId));
  }

  override async all(): Promise<readonly ConfiguredDecoder[]> {
    await this.scheduler.schedule(Promise.resolve());
    return super.all();
  }

  private async faulty(work: () => Promise<void>): Promise<void> {
    const fault = this.faults.shift();
    await this.scheduler.schedule(Promise.resolve());
    if (fault === 'before') throw new Error('Connection is closed.');
    await work();
    await this.scheduler.schedule(Promise.resolve());
    if (fault === 'behind') throw new Error('Command timed out');
  }
}

type Change = readonly ['add' | 'change' | 'remove', string, string];

function started(scheduler: fc.Scheduler, faults: Fault[]) {
  const repository = new NaivePassingsRepository();
  const hostClock = new SystemHostClock();
  const leases = new Leases(new NaiveLeaseStore(), { gatewayId: 'here' } as GatewaySecrets);
  const ledgers = new Ledgers(repository, hostClock, leases);
  const batches = new StoredBatches();
  const ingest = new IngestService(ledgers, leases, batches);
  const alarms = new Alarms(hostClock);
  const config = readEnvironment(ENVIRONMENT);
  const registry = new DecoderRegistry(
    config,
    new DecoderParser(hostClock),
    new TrackTime(hostClock, new HostClockWatch(hostClock, new ProcessTime())),
    ingest,
    repository,
    ledgers,
    new NothingGranted(),
    alarms,
    leases,
  );
  const store = new SlowStore(scheduler, faults);
  const service = new DecodersService(
    registry,
    store,
    ingest,
    new StoredCounts(batches),
    ledgers,
    alarms,
    hostClock,
    new SoundStorage(),
    new DecoderWarnings(registry, leases),
    new NothingGranted(),
    config,
  );
  const make = ([what, id, url]: Change): Promise<unknown> => {
    switch (what) {
      case 'add':
        return service.add({ decoder_id: id, url });
      case 'change':
        return service.change(id, { url });
      case 'remove':
        return service.remove(id);
    }
  };
  return { registry, store, service, make };
}

const url = fc.constantFrom('p3+tcp://127.0.0.1:1?loop=1', 'p3+tcp://127.0.0.1:1?loop=2');
const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom('add' as const, 'change' as const, 'remove' as const),
  fc.constantFrom('a', 'b', 'fixed'),
  url,
);

/** Outcomes of the changes if they were made one after the other. */
function inOrder(changes: readonly Change[]): { outcomes: string[]; left: Map<string, string> } {
  const left = new Map<string, string>();
  const outcomes = changes.map(([what, id, to]) => {
    if (what === 'add') {
      if (id === 'fixed' || left.has(id)) return 'decoder.exists';
    } else {
      if (id === 'fixed') return 'decoder.configured_by_environment';
      if (!left.has(id)) return 'decoder.unknown';
    }
    if (what === 'remove') left.delete(id);
    else left.set(id, to);
    return 'done';
  });
  return { outcomes, left };
}

const outcomeOf = (settled: PromiseSettledResult<unknown>): string => {
  if (settled.status === 'fulfilled') return 'done';
  return settled.reason instanceof Problem ? settled.reason.reason : String(settled.reason);
};

describe(DecodersService.name, () => {
  const runningIn = (registry: DecoderRegistry): Map<string, string> =>
    new Map(
      registry
        .all()
        .filter(({ configuredBy }) => configuredBy === 'api')
        .map(({ decoder }) => [decoder.decoderId, formatDecoderUrl(decoder.address)]),
    );
  const keptIn = (store: MemoryDecoderStore): Map<string, string> =>
    new Map([...store.kept].map(([id, { address }]) => [id, formatDecoderUrl(address)]));

  it('makes changes that come at once one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(change, { maxLength: 12 }), async (scheduler, changes) => {
        const { registry, store, make } = started(scheduler, []);
        const settled = await scheduler.waitFor(Promise.allSettled(changes.map(make)));
        const { outcomes, left } = inOrder(changes);
        expect(settled.map(outcomeOf)).toEqual(outcomes);
        expect(keptIn(store)).toEqual(runningIn(registry));
        expect([...keptIn(store).keys()].toSorted()).toEqual([...left.keys()].toSorted());
        for (const [id, to] of left)
          expect(registry.find(id)?.decoder.address.loopId).toBe(to.endsWith('2') ? 2 : 1);
        expect(registry.find('fixed')?.configuredBy).toBe('environment');
      }),
      { numRuns: 100 },
    );
  });

  it('runs what is stored, even where the store failed without saying whether it had written', async () => {
    const fault = fc.constantFrom<Fault>('none', 'before', 'behind');
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(change, { maxLength: 12 }),
        fc.array(fault, { maxLength: 12 }),
        async (scheduler, changes, faults) => {
          const { registry, store, make } = started(scheduler, faults);
          const settled = await scheduler.waitFor(Promise.allSettled(changes.map(make)));
          for (const outcome of settled.map(outcomeOf))
            expect(outcome).toMatch(/^(done|decoder\.|Error: (Connection is closed|Command timed out))/);
          // One more change behind the others: by then the running decoders are the stored ones again.
          await scheduler.waitFor(Promise.allSettled([make(['remove', 'nobody', ''])]));
          expect(runningIn(registry)).toEqual(keptIn(store));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not say that there is no such decoder before the stored ones are read', async () => {
    const scheduler = fc.sample(fc.scheduler(), 1)[0];
    if (scheduler === undefined) throw new Error('no scheduler');
    const { service, store, registry } = started(scheduler, []);
    const { decoder } = registry.find('fixed') ?? {};
    if (decoder === undefined) throw new Error('no decoder');
    store.kept.set('a', { ...decoder, decoderId: 'a' });
    service.onApplicationBootstrap();
    const reasonFor = (id: string): unknown => {
      try {
        return service.get(id).configured_by;
      } catch (error) {
        return error instanceof Problem ? [error.status, error.reason] : error;
      }
    };
    expect([reasonFor('a'), reasonFor('fixed')]).toEqual([[503, 'storage.unavailable'], 'environment']);
    await scheduler.waitIdle();
    await service.beforeApplicationShutdown();
    expect([reasonFor('a'), reasonFor('b')]).toEqual(['api', [404, 'decoder.unknown']]);
  });
});
