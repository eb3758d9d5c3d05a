import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Passing, Sites } from '#passings';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { StoreAnswers } from '../../apps/gateway/src/api/passings/reading/store-answers.js';
import { ThreadAnswers } from '../../apps/gateway/src/api/passings/thread/thread-answers.js';
import { AppModule } from '../../apps/gateway/src/app.module.js';
import { APP_OPTIONS, configureApp } from '../../apps/gateway/src/app.setup.js';
import { MemoryCommandTrail } from '../../apps/gateway/src/api/commands/testing/memory-command-trail.js';
import { CommandTrail } from '../../apps/gateway/src/api/commands/trail/command-trail.js';
import { Clock } from '../../apps/gateway/src/platform/clock/clock.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { StoredBatches } from '../../apps/gateway/src/intake/ingest/stored-batches.js';
import { DecoderStore } from '../../apps/gateway/src/intake/decoders/decoder-store.js';
import { MemoryDecoderStore } from '../../apps/gateway/src/intake/decoders/testing/memory-decoder.store.js';
import { checkExchange, rawExchange } from '../contract/check-exchange.js';

/** 2024-02-14T18:12:00Z, the end of the source document's window. */
export const NOW_MS = 1_707_934_320_000;
export const KEY = 'key-of-the-tests';
export const SECRET = 'secret-of-the-tests';
export const PAIR = { 'x-api-key': KEY, 'x-api-secret': SECRET } as const;
/** An address without a server. */
const NO_REDIS = 'redis://127.0.0.1:1';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Body of the request: an object is sent as JSON, a text as it is. */
  readonly body?: object | string;
}

export interface TestApi {
  readonly repository: NaivePassingsRepository;
  readonly app: NestExpressApplication;
  readonly port: number;
  /**
   * Asks with the right key pair and content type, unless headers say otherwise. Throws where the answer breaks
   * openapi.json.
   */
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  /** Sends bytes as they are; resolves to the bytes received until the server closed. */
  raw(text: string): Promise<string>;
  stop(): Promise<void>;
}

export interface TestApiParts {
  /** The given repository; null stands for the real one on a Redis that is away. */
  readonly repository?: NaivePassingsRepository | null;
  readonly redisUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly override?: (building: TestingModuleBuilder) => void;
  /** Modules beside those of the application. */
  readonly modules?: readonly Type[];
  readonly beforeListen?: (app: NestExpressApplication) => void;
}

/** The API over real HTTP, on the plain model of the storage and at a fixed time. */
export async function startTestApi(parts: TestApiParts = {}): Promise<TestApi> {
  const repository = parts.repository ?? new NaivePassingsRepository();
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-api-'));
  const environment = readEnvironment({
    COACHLINK_DATA_DIR: folder,
    COACHLINK_DEMO: 'off',
    // Tests ask no server outside this machine.
    COACHLINK_INTERNET_PROBE: 'off',
    COACHLINK_ADMIN_KEY: KEY,
    COACHLINK_ADMIN_SECRET: SECRET,
    ...parts.environment,
  });
  // A site of its own, except on a Redis of its own, where a test may look at the keys and start again on them.
  const config = parts.redisUrl === undefined ? environment.with({ site: randomUUID() }) : environment;
  const redisUrl =
    parts.redisUrl ??
    (parts.repository === null ? NO_REDIS : process.env.COACHLINK_TEST_REDIS_URL) ??
    NO_REDIS;
  const building = Test.createTestingModule({
    imports: [AppModule.with(config, redisUrl), ...(parts.modules ?? [])],
  })
    .overrideProvider(Clock)
    .useValue({ nowMs: () => NOW_MS });
  if (parts.repository !== null) {
    // One repository for every site, so that tests need not know its name.
    const sites: Sites = { of: () => repository };
    building.overrideProvider(Sites).useValue(sites);
    building.overrideProvider(ThreadAnswers).useValue(new StoreAnswers(sites));
    building.overrideProvider(DecoderStore).useValue(new MemoryDecoderStore());
    building.overrideProvider(CommandTrail).useValue(new MemoryCommandTrail());
  }
  parts.override?.(building);
  const module = await building.compile();
  const app = module.createNestApplication<NestExpressApplication>({ ...APP_OPTIONS, logger: false });
  await configureApp(app);
  parts.beforeListen?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    repository,
    app,
    port,
    ask: async (method, path, asking = {}) => {
      const answer = await ask(port, method, path, asking);
      const sent = typeof asking.body === 'object' ? JSON.stringify(asking.body) : asking.body;
      checkExchange({ ...answer, method, address: path, sent });
      return answer;
    },
    raw: async (text) => {
      const received = await raw(port, text);
      checkExchange(rawExchange(text, received));
      return received;
    },
    stop: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks with `node:http`: fetch refuses a body on GET, and repeated headers. */
export function ask(port: number, method: string, path: string, { headers, body }: Asking): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const sent = {
    ...PAIR,
    ...(text === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers: sent }, (incoming) => {
      const chunks: Buffer[] = [];
      // A stream has no end: its beginning stands for it.
      const isStream = incoming.headers['content-type']?.startsWith('text/event-stream') ?? false;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (isStream) incoming.destroy();
      });
      incoming.on('error', reject);
      incoming.on(isStream ? 'close' : 'end', () => {
        const received = Buffer.concat(chunks).toString();
        const isJson = incoming.headers['content-type']?.startsWith('application/json') ?? false;
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: received,
          body: isJson && received !== '' ? (JSON.parse(received) as Record<string, unknown>) : {},
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(received);
    });
  });
}

/** A passing as the source document shows one, with the given values. */
export function passing(given: Partial<Passing> = {}): Passing {
  const timeUs = given.timeUs ?? 1_707_847_920_000_123;
  return {
    decoderId: 'x2_decoder_1',
    loopId: 1,
    passingNumber: 1,
    transponderId: '12345678',
    timeUs,
    timeSource: 'rtc',
    isTimeDoubtful: false,
    alternativeTimeUs: null,
    rtcTimeUs: timeUs,
    clockOffsetUs: 0,
    receivedAtMs: Math.floor(timeUs / 1000) + 4,
    strength: 85,
    hits: 5,
    batteryVoltageV: 3.2,
    decoderFlags: 0,
    isNumberDoubtful: false,
    ...given,
  };
}

/** Expects the one shape of all errors; returns its details. */
export function expectProblem(
  answer: Answer,
  status: number,
  reason: string,
): Readonly<Record<string, unknown>> {
  const { body } = answer;
  expect({ status: answer.status, keys: Object.keys(body), code: body.code }).toEqual({
    status,
    keys: ['error', 'message', 'code', 'timestamp', 'details'],
    code: status,
  });
  expect(typeof body.error).toBe('string');
  expect(String(body.message)).toMatch(/\S\.$/);
  expect(body.timestamp).toBe(new Date(String(body.timestamp)).toISOString());
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  const details = body.details as Record<string, unknown>;
  expect(details.reason).toBe(reason);
  if (status === 400) expect(Array.isArray(details.fields)).toBe(true);
  return details;
}

/** Returns the names of the bad fields of a 400. */
export function badFields(answer: Answer): string[] {
  const { fields } = expectProblem(answer, 400, 'request.invalid');
  return (fields as { field: string; message: string }[]).map(({ field }) => field);
}

/** Stores passings with these numbers as ingest does, those with even numbers on loop 1 and the others on loop 2. */
export async function storeNumbers({ app, repository }: TestApi, numbers: readonly number[]): Promise<void> {
  const batch = numbers.map((passingNumber) =>
    passing({
      passingNumber,
      timeUs: 1_707_847_920_000_000 + passingNumber,
      loopId: 1 + (passingNumber % 2),
    }),
  );
  await repository.store(batch);
  app.get(StoredBatches, { strict: false }).tell(batch);
}
