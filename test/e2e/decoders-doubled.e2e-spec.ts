import { jest } from '@jest/globals';
import { DecodersTrial } from './decoders.fixture.js';

jest.setTimeout(60_000);

describe('one decoder that counts twice', () => {
  let trial: DecodersTrial;

  beforeEach(async () => {
    trial = await DecodersTrial.start();
  });
  afterEach(() => trial.stop());

  const warningsOf = async (id: string): Promise<unknown> => (await trial.view(id)).warnings;

  it('by its address: both are warned of at once, and no more when it is put right', async () => {
    const simulator = await trial.simulator();
    const added = await trial.add('finish', simulator.url);
    expect([added.status, added.body.warnings]).toEqual([201, []]);
    const same = await trial.add('again', simulator.url.replace('127.0.0.1', 'LocalHost'));
    const warning = expect.stringMatching(/^Decoders finish and again have the same address/) as string;
    expect([same.status, same.body.warnings]).toEqual([201, [warning]]);
    expect(await warningsOf('finish')).toEqual([warning]);
    await trial.ask('DELETE', '/again');
    expect(await warningsOf('finish')).toEqual([]);
  });

  it('by what it calls itself, where its addresses differ', async () => {
    const [one, other] = [await trial.simulator(), await trial.simulator()];
    await trial.add('finish', one.url);
    await trial.add('start', other.url);
    for (const id of ['finish', 'start'])
      await trial.viewWhen(id, 'is warned of', ({ warnings }) =>
        String(warnings).includes('finish and start are one decoder, 00020F93'),
      );
    const another = await trial.simulator({ loops: [{ metres: 0, decoderId: 0x2_0f94 }] });
    await trial.ask('PATCH', '/start', { url: another.url });
    for (const id of ['finish', 'start'])
      await trial.viewWhen(id, 'is warned of no more', ({ warnings }) => String(warnings) === '');
  });
});
