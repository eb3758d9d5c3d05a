import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSimulator, startSimulator } from '#simulator';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { type Gateway, startGateway } from '../../apps/gateway/src/gateway.js';
import { checkedFetch } from '../contract/checked-fetch.js';
import { CREDENTIALS, DEVICE, until } from './gateway.fixture.js';

export const PATH = process.env.PATH ?? '';
export const ADMIN = {
  COACHLINK_ADMIN_KEY: CREDENTIALS['x-api-key'],
  COACHLINK_ADMIN_SECRET: CREDENTIALS['x-api-secret'],
};
export const BOX = {
  COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
  COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
};

interface DecoderRow {
  readonly decoder_id: string;
  readonly simulated: boolean;
}
interface PassingRow {
  readonly decoder_id: string;
  readonly transponderid: string | null;
}

type Pair = Record<string, string>;

export interface FolderOfGateways {
  readonly dataDir: () => string;
  /** Starts a demo; resolves to its output when it is ready. */
  readonly start: (environment?: Record<string, string>) => Promise<string>;
  readonly stop: () => Promise<void>;
  readonly ask: <Body>(path: string, pair: Pair, body?: object) => Promise<Body>;
  readonly decodersFor: (pair: Pair) => Promise<readonly DecoderRow[]>;
  readonly passingsFor: (pair: Pair) => Promise<readonly PassingRow[]>;
  readonly printedPair: (welcome: string) => Pair;
  readonly ride: (pair: Pair, decoderId: string) => Promise<void>;
  /** Starts a real gateway on the folder, with a track of one rider. */
  readonly startReal: () => Promise<string>;
  readonly expectOnlyReal: () => Promise<void>;
}

/** Makes a data directory for each test, on which gateways are started one after the other. */
export function gatewaysOnOneFolder(): FolderOfGateways {
  let dataDir: string;
  let gateway: Gateway | undefined;
  let track: RunningSimulator | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'coachlink-demo-'));
  });
  afterEach(async () => {
    await stop();
    await track?.close();
    track = undefined;
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string> = {}): Promise<string> {
    const config = readEnvironment({
      PORT: '0',
      COACHLINK_DATA_DIR: dataDir,
      COACHLINK_LOG: 'error',
      COACHLINK_INTERNET_PROBE: 'off',
      ...environment,
    });
    gateway = await startGateway(config, { path: PATH, isTerminal: false });
    return gateway.welcome;
  }

  async function stop(): Promise<void> {
    await gateway?.stop();
    gateway = undefined;
  }

  async function ask<Body>(path: string, pair: Record<string, string>, body?: object): Promise<Body> {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { ...pair, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await checkedFetch(
      new Request(`${gateway?.url ?? ''}/api/v1${path}`, { headers, ...sent }),
    );
    return { ...((await response.json()) as object), status: response.status } as Body;
  }

  const decodersFor = async (pair: Record<string, string>): Promise<readonly DecoderRow[]> =>
    (await ask<{ decoders: DecoderRow[] }>('/decoders', pair)).decoders;
  const passingsFor = async (pair: Record<string, string>): Promise<readonly PassingRow[]> =>
    (await ask<{ passings: PassingRow[] }>('/passings', pair, { limit: 10_000, start_time_ms: 0 })).passings;

  const printedPair = (welcome: string): Record<string, string> => ({
    'x-api-key': /x-api-key: (\S+)/.exec(welcome)?.[1] ?? '',
    'x-api-secret': /x-api-secret: (\S+)/.exec(welcome)?.[1] ?? '',
  });

  async function ride(pair: Record<string, string>, decoderId: string): Promise<void> {
    await until(`somebody rides over ${decoderId}`, async () =>
      (await passingsFor(pair)).some(({ decoder_id }) => decoder_id === decoderId) ? true : undefined,
    );
  }

  async function startReal(): Promise<string> {
    track ??= await startSimulator({ seed: 5, riders: 1, speed: 20 });
    const decoder = `finish=p3+tcp://127.0.0.1:${track.port}?loop=1`;
    const welcome = await start({ ...ADMIN, ...BOX, COACHLINK_DECODERS: decoder });
    await until('the licence is issued', async () => {
      const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
      const { status } = await ask<{ status: number }>('/admin/licenses', CREDENTIALS, {
        ...terms,
        device_id: DEVICE['X-Device-ID'],
      });
      return status === 201 ? true : undefined;
    });
    return welcome;
  }

  async function expectOnlyReal(): Promise<void> {
    await ride(CREDENTIALS, 'finish');
    const rows = await passingsFor(CREDENTIALS);
    expect(new Set(rows.map(({ decoder_id }) => decoder_id))).toEqual(new Set(['finish']));
    // The photocell, which is no rider, may be the first one seen.
    const active = await until('a rider is active', async () => {
      const path = '/transponders/active?minutes=1440';
      const answer = await ask<{ active_transponders: number }>(path, CREDENTIALS);
      return answer.active_transponders > 0 ? answer.active_transponders : undefined;
    });
    expect(active).toBe(1);
  }

  return {
    dataDir: () => dataDir,
    start,
    stop,
    ask,
    decodersFor,
    passingsFor,
    printedPair,
    ride,
    startReal,
    expectOnlyReal,
  };
}
