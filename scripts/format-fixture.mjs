// Makes test/fixtures/<name>: the Redis data of the built gateway of this commit, and its answers from that. Run with
// the code that writes a format before the format changes: npm run build && node scripts/format-fixture.mjs format-1
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { beginLedger, MissingNumbers, RedisPassingsRepository } from '#passings';
import { findRedisServer } from '#redis';
import { answersOf, DAY_US, MINUTE_US, START_US } from './format-answers.mjs';

const [name = ''] = process.argv.slice(2);
if (!/^format-\d+$/.test(name)) throw new Error('name the fixture: node scripts/format-fixture.mjs format-1');
const target = fileURLToPath(new URL(`../test/fixtures/${name}/`, import.meta.url));

/** Number of passings in a full chunk, which then has two segments. */
const IN_FULL_CHUNK = 4400;
const BATCH = 400;

function passing(passingNumber, timeUs, given = {}) {
  const { clockOffsetUs = 0 } = given;
  return {
    decoderId: 'finish',
    loopId: 1,
    passingNumber,
    isNumberDoubtful: false,
    transponderId: String(1000 + (passingNumber % 24)),
    timeUs: timeUs + clockOffsetUs,
    timeSource: 'rtc',
    isTimeDoubtful: false,
    alternativeTimeUs: null,
    rtcTimeUs: timeUs,
    clockOffsetUs,
    receivedAtMs: Math.floor(timeUs / 1000) + 40,
    strength: 90 + (passingNumber % 16),
    hits: 20,
    batteryVoltageV: passingNumber % 3 === 0 ? 3.1 : null,
    decoderFlags: passingNumber % 5 === 0 ? 2 : null,
    ...given,
  };
}

const some = (count, make) => Array.from({ length: count }, (_, at) => make(at + 1));

/** Fills two segments and summaries of three days, one of them digested; with offsets, doubts, repeats, redatings, gaps. */
async function fill(repository) {
  const stepUs = Math.floor((10 * MINUTE_US) / IN_FULL_CHUNK / 1000) * 1000;
  const full = some(IN_FULL_CHUNK, (number) => passing(number, START_US + number * stepUs));
  for (let from = 0; from < full.length; from += BATCH)
    await repository.store(full.slice(from, from + BATCH));

  const back = (number, given) =>
    passing(number, START_US - 2 * DAY_US + number * MINUTE_US, { decoderId: 'back', loopId: 2, ...given });
  await repository.store(some(60, (number) => back(number)));
  await repository.compactBefore(START_US - DAY_US);
  await repository.store(some(30, (number) => back(60 + number, { clockOffsetUs: 2_000_000 })));
  await repository.store(some(20, (number) => back(50 + number, { clockOffsetUs: 2_000_000 })));

  const pit = (number, given) =>
    passing(number, START_US + DAY_US + number * 7_000_000, { decoderId: 'pit', loopId: 3, ...given });
  const received = { timeSource: 'received', isTimeDoubtful: true, alternativeTimeUs: START_US };
  await repository.store([
    ...some(20, (number) => pit(number, number % 4 === 0 ? received : {})),
    ...some(10, (number) => pit(20 + number, { isNumberDoubtful: true })),
    { ...pit(31), passingNumber: null, transponderId: null },
    { ...pit(32), timeSource: 'utc', transponderId: 'input-1' },
  ]);
  await repository.store(some(5, (number) => pit(20 + number)));
  const moved = [2, 3, 5].map((number) => ({
    kept: pit(number),
    dated: { ...pit(number), timeUs: pit(number).timeUs + 60 * MINUTE_US },
  }));
  await repository.redate(moved);
  await repository.takeOut('pit', ({ passingNumber }) => passingNumber === 7 || passingNumber === 8);
  await repository.compactBefore(START_US + 3 * DAY_US);
  const missing = MissingNumbers.of([
    { from: 4401, until: 4500, sinceMs: 1 },
    { from: 4503, until: 4503, sinceMs: 2 },
  ]);
  const ledger = { ...beginLedger(1), highest: 4504, missing };
  const late = some(4, (number) => passing(4500 + number, START_US - 2 * DAY_US + number * 1000)).filter(
    ({ passingNumber }) => passingNumber !== 4503,
  );
  await repository.store(late, [{ decoderId: 'finish', from: 0, before: undefined, ledger }]);
}

const folder = mkdtempSync(join(tmpdir(), 'coachlink-format-'));
const socket = join(folder, 'redis.sock');
const options = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
const server = spawn(findRedisServer(process.env.PATH ?? ''), options, { stdio: 'ignore' });
const redis = { writer: new Redis(socket), reader: new Redis(socket) };
// Errors occur until the server listens, for which the first command waits.
for (const connection of Object.values(redis)) connection.on('error', () => undefined);
try {
  const repository = new RedisPassingsRepository(redis, 'main');
  await fill(repository);
  const answers = await answersOf(repository);
  await redis.writer.save();
  mkdirSync(target, { recursive: true });
  copyFileSync(join(folder, 'dump.rdb'), join(target, 'dump.rdb'));
  writeFileSync(join(target, 'answers.json'), `${JSON.stringify(answers, null, 1)}\n`);
} finally {
  for (const connection of Object.values(redis)) connection.disconnect();
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
}
