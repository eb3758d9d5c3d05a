import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Passing, RedisLeaseStore, RedisPassingsRepository } from '#passings';
import { ReplicaWatch } from '#redis';
import { RedisRecords } from '../../apps/gateway/src/access/accounts/redis-records.js';
import type { Subject } from '../../apps/gateway/src/access/audit/alteration.js';
import { AuditedWrites } from '../../apps/gateway/src/access/audit/audited-writes.js';
import { CurrentCall } from '../../apps/gateway/src/access/audit/current-call.js';
import { RedisAuditTrail } from '../../apps/gateway/src/access/audit/redis-audit-trail.js';
import { RedisLoginAttempts } from '../../apps/gateway/src/access/auth/login/redis-login-attempts.js';
import { RedisHashKeyStore } from '../../apps/gateway/src/access/auth/secrets/redis-hash-key.store.js';
import { HashKeys } from '../../apps/gateway/src/access/auth/secrets/hash-keys.js';
import { SecretDigest } from '../../apps/gateway/src/access/auth/secrets/secret-digest.js';
import { SystemClock } from '../../apps/gateway/src/platform/clock/clock.js';
import { RedisDeliveryStates } from '../../apps/gateway/src/api/webhooks/delivery/redis-delivery-states.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { RedisLicenseStore } from '../../apps/gateway/src/access/license/redis-license.store.js';
import { RedisSafeWrites } from '../../apps/gateway/src/platform/storage/redis-safe-writes.js';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { storeConnections } from './store-connections.js';

const DAY_US = 86_400_000_000;
const HOUR_US = DAY_US / 24;
const ran = new Set<string>();
const redis = storeConnections(ran);
const site = randomUUID();
const config = readEnvironment({}).with({ site });
const call = new CurrentCall();
const writes = new AuditedWrites(
  new RedisSafeWrites(redis.writer, new ReplicaWatch(redis.writer, `cl:{${site}}:storage-watch`)),
  call,
  new SystemClock(),
  config,
);
const NUMBERS: Subject<number> = {
  kind: 'device',
  idOf: String,
  nameOf: () => null,
  shown: (number) => ({ number }),
  secretsOf: () => ({}),
};

/** A passing by an RTC that is some hours off, so that a repeat can lie in as many chunks. */
const passing = (passingNumber: number, hours = 0): Passing =>
  aPassing({
    passingNumber,
    transponderId: String(1000 + (passingNumber % 30)),
    timeUs: START_US + passingNumber * 10_000 + hours * HOUR_US,
    rtcTimeUs: START_US + passingNumber * 10_000,
    clockOffsetUs: hours * HOUR_US,
  });
const passings = (from: number, count: number): Passing[] =>
  Array.from({ length: count }, (_, at) => passing(from + at));

/** Runs more than a segment, repeats under three clock offsets, doubts, dates, upkeep and retention. */
async function runPassings(): Promise<void> {
  const repository = new RedisPassingsRepository(redis, site);
  for (let from = 1; from < 9000; from += 900) await repository.store(passings(from, 900));
  await repository.store([passing(9001, 2), { ...passing(9002, -3), isNumberDoubtful: true }]);
  const again = [...passings(1, 500), passing(1, 2), passing(2, -3), passing(9002, 2)];
  expect(await repository.store(again)).toEqual({ stored: 0, repeated: 503 });
  expect(await repository.store([passing(9005), passing(9004)])).toEqual({ stored: 2, repeated: 0 });
  const earlier = { timeUs: START_US - DAY_US, rtcTimeUs: START_US - DAY_US };
  expect(await repository.store([{ ...passing(9007), ...earlier }])).toEqual({ stored: 1, repeated: 0 });
  // The feed is opened as for passings of an earlier version.
  await redis.writer.del(...['feed', 'feed:runs', 'feed:covered'].map((name) => `cl:{${site}}:${name}`));
  await repository.feed.oldest();
  const moved = passings(100, 50).map((kept) => ({ kept, dated: { ...kept, timeUs: kept.timeUs + DAY_US } }));
  expect(await repository.redate([...moved, { kept: passing(9001, 2), dated: passing(9001, 4) }])).toBe(51);
  await repository.compactBefore(START_US + 3 * DAY_US);
  expect(await repository.takeOut('finish', ({ passingNumber }) => (passingNumber ?? 0) % 3 === 0)).toBe(
    3000,
  );
  await repository.compactBefore(START_US + 3 * DAY_US);
  expect(await repository.store(passings(10_000, 10))).toEqual({ stored: 10, repeated: 0 });
  let forgotten = 0;
  for (let left = true; left;) {
    const some = await repository.forgetBefore(START_US + 9 * DAY_US, 1000, () => Promise.resolve());
    forgotten += some.passings;
    left = some.units > 0;
  }
  expect(forgotten).toBe(9005 - 3000 + 10);
}

async function runLicenses(): Promise<void> {
  const store = new RedisLicenseStore(redis, writes, config);
  const terms = { features: [], deviceLimit: 1, validUntilMs: 2, createdAtMs: 0, revokedAtMs: null };
  for (const code of ['A', 'B']) await store.add({ ...terms, code });
  expect(await store.activate('A', 'gateway', 1, false)).toBe('activated');
  expect(await store.activate('B', 'gateway', 1, false)).toBe('activated');
  expect(await store.activate('B', 'another', 1, true)).toBe('full');
  expect(await store.revoke('A', 1)).toBe(true);
  for (const code of ['A', 'B']) await store.forget(code);
  expect(await store.seats()).toEqual(new Map());
}

async function runAccounts(): Promise<void> {
  const records = new RedisRecords<number>(redis.writer, writes, `cl:{${site}}:records`, NUMBERS);
  await records.add('one', 1);
  expect(await records.change('one', 1, 2)).toBe(true);
  expect(await records.change('one', 1, 3)).toBe(false);
  expect(await records.rename('one', 'two', 1, 3)).toBe('changed');
  expect(await records.rename('one', 'one', 2, 3)).toBe('taken');
  expect(await records.rename('one', 'two', 2, 3)).toBe('renamed');
  expect(await records.rename('two', 'one', 3, 2)).toBe('renamed');
  expect(await records.remove('one')).toBe(true);
  expect(await records.remove('one')).toBe(false);
  const attempts = new RedisLoginAttempts(
    redis,
    config,
    new SecretDigest(new HashKeys(Buffer.alloc(32, 1))),
    {
      nowMs: () => 1,
    },
  );
  for (const isAccount of [true, false])
    expect(await attempts.begin({ account: String(isAccount), deviceId: 'phone', isAccount })).toBe(0);
}

async function runGateways(): Promise<void> {
  expect(await new RedisPassingsRepository(redis, site).ledger('finish')).toBeUndefined();
  const leases = new RedisLeaseStore(redis.writer, site);
  const move = { expected: '', next: '1.run linked 0 127.0.0.1', isUrgent: true };
  expect(await leases.exchange(new Map([['finish', move]]), true)).toEqual([move.next]);
  expect(await leases.exchange(new Map([['finish', move]]), false)).toEqual([move.next]);
  const keys = new RedisHashKeyStore(redis, config);
  const first = { current: 'a', by: 'gateway', wrapped: new Map([['a', 'wrapped']]) };
  expect(await keys.agree(first)).toEqual(first);
  expect(await keys.replace(first, { ...first, by: 'another' })).toBe(true);
}

async function runDeliveries(): Promise<void> {
  const states = new RedisDeliveryStates(redis, config);
  expect([await states.takeTurn('one'), await states.takeTurn('one')]).toEqual([true, true]);
  expect(await states.takeTurn('other')).toBe(false);
  await states.leaveTurn('other');
  expect(await states.takeTurn('other')).toBe(false);
  await states.leaveTurn('one');
  expect(await states.takeTurn('other')).toBe(true);
  expect(await states.swap('webhook_1', '', 'begun')).toBe(true);
  expect(await states.swap('webhook_1', '', 'begun anew')).toBe(false);
  expect(await states.swap('webhook_1', 'begun', 'gone on')).toBe(true);
  expect([await states.find('webhook_1'), await states.find('webhook_2')]).toEqual(['gone on', '']);
  await states.remove('webhook_1');
  expect(await states.all()).toEqual(new Map());
}

const files = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
);
const read = (file: string): readonly [string, string] => [file, readFileSync(file, 'utf8')];
const sources = files.filter((file) => /(?<!\.spec|\.generated)\.ts$/.test(file)).map(read);
const scripts = files.filter((file) => file.endsWith('.lua')).map(read);
const CALL = /redis\.p?call\(/;

describe('the scripts that run in Redis', () => {
  it('touch what they declare, and nothing that they removed: every one of them', async () => {
    await runPassings();
    await runLicenses();
    const who = { kind: 'api_key', id: 'key_1', name: null, deviceId: null } as const;
    await call.during({ who, from: null, operation: 'changeThings' }, runAccounts);
    const { entries } = await new RedisAuditTrail(redis, config).page({ limit: 10 });
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      [{ number: 2 }, null],
      [{ number: 3 }, { number: 2 }],
      [{ number: 2 }, { number: 3 }],
      [{ number: 1 }, { number: 2 }],
      [null, { number: 1 }],
    ]);
    await runGateways();
    await runDeliveries();
    const texts = [...ran].join('\n');
    const calls = scripts.flatMap(([, text]) => text.split('\n').filter((line) => CALL.test(line)));
    expect(calls.length).toBeGreaterThan(50);
    // Each line with a call has run, so that no script is left untried.
    expect(calls.filter((line) => !texts.includes(line.trim()))).toEqual([]);
  }, 120_000);

  it('are .lua files', () => {
    expect(sources.filter(([, text]) => CALL.test(text)).map(([file]) => file)).toEqual([]);
  });

  it('are sent in the two ways that are looked at here, and in no other', () => {
    const otherWays =
      /evalsha|eval_?ro\b|\.fcall|\.script\(|\.call\(\s*['"`](eval|fcall|script)|= redis(\.p?call)?\s*$/im;
    expect(sources.filter(([, text]) => otherWays.test(text)).map(([file]) => file)).toEqual([]);
  });
});
