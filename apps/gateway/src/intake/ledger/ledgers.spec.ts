import {
  beginLedger,
  type KeptLedger,
  type LedgerChange,
  LedgerMoved,
  MissingNumbers,
  type Passing,
  renumber,
  type StoreOutcome,
} from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import type { LedgerNews } from './batch-moves.js';
import { Ledgers } from './ledgers.js';
import { SoleGateway } from './testing/sole-gateway.js';

const passing = (passingNumber: number): Passing =>
  aPassing({ passingNumber, timeUs: 1_700_000_000_000_000 + passingNumber });

/** Answers when it is told to, in the order in which it was asked. */
class Held extends NaivePassingsRepository {
  readonly asked: { readonly answer: () => void; readonly lose: () => void }[] = [];

  override store(batch: readonly Passing[], ledgers: readonly LedgerChange[] = []): Promise<StoreOutcome> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        answer: () => {
          super.store(batch, ledgers).then(resolve, reject);
        },
        lose: () => {
          reject(new Error('Connection is closed.'));
        },
      });
    });
  }
}

/** Stands for a store whose server was replaced. */
class Replaced extends NaivePassingsRepository {
  constructor(public now: NaivePassingsRepository) {
    super();
  }

  override store(batch: readonly Passing[], ledgers: readonly LedgerChange[] = []): Promise<StoreOutcome> {
    return this.now.store(batch, ledgers);
  }

  override ledger(decoderId: string): Promise<KeptLedger | undefined> {
    return this.now.ledger(decoderId);
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe(Ledgers.name, () => {
  const setUp = () => {
    const repository = new Held();
    return { repository, ledgers: new Ledgers(repository, { nowUs: () => 0 }, new SoleGateway()) };
  };

  it('sends a batch on top of the one under way, and tells what is kept only', async () => {
    const { repository, ledgers } = setUp();
    const both = [ledgers.store([passing(1)]), ledgers.store([passing(2)])];
    await turns();
    expect(repository.asked).toHaveLength(2);
    expect(ledgers.latest('finish')).toBeUndefined();
    repository.asked[0]?.answer();
    await both[0];
    expect(ledgers.latest('finish')?.highest).toBe(1);
    repository.asked[1]?.answer();
    await both[1];
    expect(ledgers.latest('finish')?.highest).toBe(2);
  });

  it('has what was made from a batch that was not kept refused', async () => {
    const { repository, ledgers } = setUp();
    const first = expect(ledgers.store([passing(1)])).rejects.toThrow('closed');
    const second = expect(ledgers.store([passing(2)])).rejects.toThrow(LedgerMoved);
    await turns();
    repository.asked[0]?.lose();
    repository.asked[1]?.answer();
    await Promise.all([first, second]);
    const again = [ledgers.store([passing(1)]), ledgers.store([passing(2)])];
    await turns();
    for (const { answer } of repository.asked.slice(2)) answer();
    await Promise.all(again);
    expect(ledgers.latest('finish')).toMatchObject({
      firstNumber: 1,
      highest: 2,
      missing: MissingNumbers.none,
    });
  });

  it('changes a ledger once nothing is under way, and sends no other meanwhile', async () => {
    const { repository, ledgers } = setUp();
    const stored = [ledgers.store([passing(1)])];
    const seen: (number | undefined)[] = [];
    const changed = ledgers.change('finish', (ledger) => {
      seen.push(ledger?.highest);
      return ledger === undefined ? undefined : { ...ledger, isReconciled: true };
    });
    stored.push(ledgers.store([passing(2)]));
    await turns();
    expect(repository.asked).toHaveLength(1);
    repository.asked[0]?.answer();
    await turns();
    expect(seen).toEqual([1]);
    repository.asked[1]?.answer();
    await changed;
    await turns();
    repository.asked[2]?.answer();
    await Promise.all(stored);
    expect(ledgers.latest('finish')).toMatchObject({ highest: 2, isReconciled: true });
  });

  it('is not believed while the store has not answered yet that the decoder was out of sight', async () => {
    const { repository, ledgers } = setUp();
    const before = ledgers.store([passing(1)]);
    await turns();
    repository.asked[0]?.answer();
    await before;
    ledgers.suspect('finish');
    expect(ledgers.latest('finish')?.unproven).not.toBeNull();
    const after = ledgers.store([passing(2)]);
    await turns();
    expect(repository.asked).toHaveLength(2);
    expect(ledgers.latest('finish')?.unproven).toMatchObject({ highest: 1 });
    repository.asked[1]?.answer();
    await after;
    expect(ledgers.latest('finish')).toMatchObject({ highest: 2, unproven: { highest: 1 } });
  });

  it('remembers since when the numbers began again', async () => {
    const repository = new NaivePassingsRepository();
    const ledgers = new Ledgers(repository, { nowUs: () => 7_000_000 }, new SoleGateway());
    await ledgers.store([passing(1)]);
    await ledgers.change('finish', (ledger) => ledger && { ...ledger, isReconciled: true });
    expect(ledgers.latest('finish')?.epochSinceMs).toBeUndefined();
    await ledgers.change('finish', (ledger) => ledger && renumber(ledger, 1, ledger.numbering));
    expect(ledgers.latest('finish')).toMatchObject({ epoch: 2, epochSinceMs: 7000 });
  });

  it('has missing what the store confirmed and lost, says so, and is in doubt until it has looked', async () => {
    const earlier = new NaivePassingsRepository();
    const later = new NaivePassingsRepository();
    const repository = new Replaced(earlier);
    const ledgers = new Ledgers(repository, { nowUs: () => 0 }, new SoleGateway());
    const news: LedgerNews[] = [];
    ledgers.listen('finish', (each) => news.push(each));
    const first = [passing(1), passing(2)];
    await ledgers.store(first);
    await new Ledgers(later, { nowUs: () => 0 }, new SoleGateway()).store(first);
    await ledgers.store([passing(3), passing(4)]);
    repository.now = later;
    ledgers.doubt();
    expect(ledgers.isDoubtful).toBe(true);
    await ledgers.lookBack();
    expect(ledgers.isDoubtful).toBe(false);
    expect([...(ledgers.latest('finish')?.missing ?? [])]).toEqual([{ from: 3, until: 4, sinceMs: 0 }]);
    expect(news.at(-1)).toMatchObject({ isHoleOpen: true, setBack: { hasLostPassings: true } });
    await ledgers.lookBack();
    expect(news.filter(({ setBack }) => setBack !== undefined)).toHaveLength(1);
  });

  it('is set back without a loss where the ledger that is gone had counted nothing', async () => {
    const repository = new Replaced(new NaivePassingsRepository());
    const ledgers = new Ledgers(repository, { nowUs: () => 0 }, new SoleGateway());
    const news: LedgerNews[] = [];
    ledgers.listen('finish', (each) => news.push(each));
    await ledgers.change('finish', () => ({ ...beginLedger(1), isReconciled: true }));
    repository.now = new NaivePassingsRepository();
    ledgers.doubt();
    await ledgers.lookBack();
    expect(news.map(({ setBack }) => setBack)).toEqual([{ hasLostPassings: false }]);
    expect(ledgers.latest('finish')).toMatchObject({ isReconciled: true, highest: 0 });
  });
});
