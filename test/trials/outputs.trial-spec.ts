import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SmallDisk } from '../support/small-disk.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { IS_FULL, Trial, type TrialOptions } from './trial.js';

const ROUNDS = IS_FULL ? 30 : 2;
const MOST_BETWEEN_MS = 1500;
/** Number of changes, each of which is a line of the log. */
const CHANGES = 10;

const itWithDisk = SmallDisk.isPossible() ? it : it.skip;

describe('what the gateway says cannot be written, under 200 passings a second', () => {
  let trial: Trial;
  let changes = 0;
  afterEach(() => trial.end(), 60_000);

  async function ride(streams: TrialOptions['streams']): Promise<void> {
    changes = 0;
    trial = await Trial.start({
      environment: { COACHLINK_LOG: 'info' },
      ...(streams === undefined ? {} : { streams }),
    });
    trial.ride();
  }

  /** Has the gateway log, which ends it if it cannot bear a lost output. */
  async function change(): Promise<void> {
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    for (let each = 0; each < CHANGES; each++, changes++)
      await trial.gateway.until('a licence is issued', () =>
        trial.gateway.ask('POST', '/admin/licenses', terms),
      );
  }

  async function compare(what: string): Promise<void> {
    trial.rest();
    const compared = await trial.compare();
    report(what, { rounds: ROUNDS, lines: changes, ...compared });
    expect(compared).toMatchObject(NOTHING_WRONG);
  }

  itWithDisk(
    'because the disk is full',
    async () => {
      const disk = SmallDisk.mount(1);
      const log = openSync(join(disk.folder, 'log'), 'a');
      try {
        await ride(['ignore', log, 'pipe']);
        for (let round = 0; round < ROUNDS; round++) {
          disk.fill();
          await change();
          await delay(MOST_BETWEEN_MS * trial.random());
          disk.free();
          await change();
          await delay(MOST_BETWEEN_MS * trial.random());
        }
        await compare('disk of the log filled and freed');
        await trial.gateway.stop();
      } finally {
        closeSync(log);
        disk.unmount();
      }
    },
    900_000,
  );

  it('because its reader sleeps, and is gone', async () => {
    await ride(undefined);
    for (let round = 0; round < ROUNDS; round++) {
      trial.gateway.deafen('asleep');
      await change();
      await delay(MOST_BETWEEN_MS * trial.random());
      trial.gateway.deafen('gone');
      await change();
      await delay(MOST_BETWEEN_MS * trial.random());
      await trial.gateway.stop();
      trial.gateway.start();
      await trial.connected();
    }
    await compare('reader of the log asleep and gone');
  }, 900_000);
});
