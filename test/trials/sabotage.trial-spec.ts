import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy } from '../support/fault-proxy.js';
import { report } from './report.js';
import type { Sabotage } from './sabotage.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { breakLines, killGateway, loseReplies, switchOff } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

/** Longer than a good gateway takes to find a dead Redis and to fetch missing passings. */
const PATIENCE_MS = 20_000;

interface Lines {
  readonly toDecoders: FaultProxy[];
  readonly toRedis: FaultProxy[];
}

interface Crime extends Sabotage {
  readonly name: string;
  /** Figure in which a trial must show the crime. */
  readonly shows: 'lost' | 'twice';
  readonly trial: (trial: Trial, lines: Lines) => Promise<unknown>;
}

/** Crimes, each tried as the good gateway is in its trials, and each trial must turn red. */
const CRIMES: readonly Crime[] = [
  {
    name: 'repeats are not dropped',
    file: 'libs/passings/src/redis/scripts/store-passings.generated.js',
    text: 'isNew = not isRepeat(',
    instead: 'isNew = true or not isRepeat(',
    shows: 'twice',
    trial: (trial, { toRedis }) => loseReplies(trial, toRedis, 6),
  },
  {
    name: 'nothing is asked for again',
    file: 'apps/gateway/src/intake/recovery/next-block.js',
    text: 'export function nextBlock(missing, waiting, mostKeptBetween) {',
    instead: 'export function nextBlock() { return undefined;',
    shows: 'lost',
    trial: (trial, { toDecoders }) => breakLines(toDecoders, 6, trial.random, ['reset_client', 'close']),
  },
  {
    name: 'nobody minds that a decoder was out of sight',
    file: 'apps/gateway/src/intake/ledger/ledgers.js',
    text: 'suspect(decoderId) {',
    instead: 'suspect(decoderId) { return;',
    shows: 'lost',
    trial: async (trial) => {
      trial.rest();
      await trial.settled();
      await trial.gateway.kill();
      switchOff(trial);
      trial.gateway.start();
      await trial.connected();
    },
  },
  {
    name: 'the mark moves before the passings are stored',
    file: 'libs/passings/src/redis/passings-writer.js',
    text: 'const [agreed, stored = 0, repeated = 0] = await this.inTurn((release) => withDictionaries(this.dictionaries, () => this.send(batch, ledgers, leases, release)));',
    instead: `await this.inTurn((release) => withDictionaries(this.dictionaries, () => this.send([], ledgers, leases, release)));
      const [agreed, stored = 0, repeated = 0] = await this.inTurn((release) => withDictionaries(this.dictionaries, () => this.send(batch, [], leases, release)));`,
    shows: 'lost',
    trial: async (trial, { toRedis: [toRedis] }) => {
      // A distant Redis, so that few kills are enough to meet the moment between the two.
      toRedis?.set({ latencyMs: 20 });
      await killGateway(trial, 6);
      toRedis?.set({});
    },
  },
  {
    name: 'the Redis client is left as it comes',
    file: 'libs/redis/src/connect-redis.js',
    text: 'function settingsFor(role) {',
    instead: 'function settingsFor(role) { return {};',
    shows: 'lost',
    trial: async (_trial, { toRedis }) => {
      for (const proxy of toRedis) proxy.break('half_open');
      await delay(3000);
    },
  },
  {
    name: 'holes are not written down',
    file: 'libs/passings/src/redis/scripts/store-passings.generated.js',
    text: "inSome('HSET', key, change.set)",
    instead: '',
    shows: 'lost',
    trial: async (trial) => {
      for (const { faults } of trial.simulator.decoders) faults.set({ hole: 0.5, resend: 'error' });
      await delay(3000);
      await trial.gateway.kill();
      for (const { faults } of trial.simulator.decoders) faults.set({});
      trial.gateway.start();
      await trial.connected();
    },
  },
];

describe('a gateway that was sabotaged turns its trial red', () => {
  it.each(IS_FULL ? CRIMES : CRIMES.slice(0, 1))(
    '$name',
    async (crime) => {
      const build = new SabotagedBuild(crime);
      const lines: Lines = { toDecoders: [], toRedis: [] };
      const trial = await Trial.start({
        main: build.main,
        reachDecoder: async (port, random) => {
          const proxy = await FaultProxy.open(port, random);
          lines.toDecoders.push(proxy);
          return `tcp://127.0.0.1:${proxy.port}`;
        },
        reachRedis: async (port, random) => {
          const proxy = await FaultProxy.open(port, random);
          lines.toRedis.push(proxy);
          return `redis://127.0.0.1:${proxy.port}`;
        },
      });
      try {
        trial.ride();
        await crime.trial(trial, lines);
        trial.rest();
        const isSettled = await trial.settled(PATIENCE_MS).then(
          () => true,
          () => false,
        );
        const compared = await trial.judge();
        report(`sabotage, ${crime.name}`, { ...compared, isSettled });
        expect(compared[crime.shows]).toBeGreaterThan(0);
      } finally {
        await trial.end();
        for (const proxy of [...lines.toDecoders, ...lines.toRedis]) await proxy.close();
        build.remove();
      }
    },
    600_000,
  );
});
