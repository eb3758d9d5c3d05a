import { beginAgain, type NumberRange, type Witness } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import type { Alarms } from '../../intake/alarms/alarms.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import { Ledgers } from '../../intake/ledger/ledgers.js';
import { SoleGateway } from '../../intake/ledger/testing/sole-gateway.js';
import { PassingAudit } from './passing-audit.js';

const NUMBERS = [1, 2, 3, 4, 5];
const numbering = { wireId: 7, sessionNumber: 2, sessionTimeS: 100, lowestNumber: 1 };

describe(PassingAudit.name, () => {
  it.each([
    ['begins the numbers again where they are those of other passings', false],
    ['leaves it where recovery found the same meanwhile', true],
  ])('%s', async (_, isFoundMeanwhile) => {
    const repository = new NaivePassingsRepository();
    const ledgers = new Ledgers(repository, { nowUs: () => 0 }, new SoleGateway());
    await ledgers.store(NUMBERS.map((passingNumber) => aPassing({ passingNumber, timeUs: passingNumber })));
    const raised: string[] = [];
    const alarms = { raise: (_id: string, kind: string) => raised.push(kind) } as unknown as Alarms;
    const session = { firstNumber: 1, lastNumber: 5, numbering };
    const sent = NUMBERS.map((number): Witness => ({ number, rtcTimeUs: 1000 + number, transponderId: '1' }));
    const look = async (block: NumberRange): Promise<unknown> => {
      const isFirst = ledgers.latest('finish')?.epoch === 1;
      if (isFoundMeanwhile && isFirst)
        await ledgers.change('finish', (ledger) => ledger && beginAgain(ledger, session, 0));
      return { sent: sent.filter(({ number }) => number >= block.from && number <= block.until) };
    };
    const decoder = {
      decoder: { decoderId: 'finish' },
      dialogue: {
        askSession: () => Promise.resolve(session),
        look,
        fetch: () => Promise.resolve({ sent }),
      },
      state: () => ({}),
      untilStored: () => Promise.resolve(true),
    } as unknown as DecoderPipeline;
    const audit = new PassingAudit(repository, ledgers, alarms, { nowUs: () => 9_000_000 });
    expect(await audit.run(decoder)).toMatchObject({
      report: { differing: 5, recovered: 5 },
      error: undefined,
    });
    expect(ledgers.latest('finish')).toMatchObject({ epoch: 2, lostCount: 0 });
    expect(raised).toEqual(isFoundMeanwhile ? [] : ['numbers_began_again']);
  });
});
