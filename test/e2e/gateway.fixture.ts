import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { type Gateway, startGateway } from '../../apps/gateway/src/gateway.js';
import { checkedFetch } from '../contract/checked-fetch.js';

const KEY = 'test-key';
const SECRET = 'test-secret';
export const CREDENTIALS = { 'x-api-key': KEY, 'x-api-secret': SECRET } as const;

export const DEVICE = {
  'X-Device-ID': 'device_of_tests',
  'X-Device-Secret': 'secret-of-the-device-of-tests',
} as const;

export interface TestGateway {
  readonly gateway: Gateway;
  readonly dataDir: string;
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

/** Starts the whole gateway, with a private Redis, on a free port. */
export async function startTestGateway(
  decoders: string,
  environment: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'coachlink-e2e-')),
): Promise<TestGateway> {
  const config = readEnvironment({
    PORT: '0',
    // Tests ask no server outside this machine.
    COACHLINK_INTERNET_PROBE: 'off',
    COACHLINK_DATA_DIR: dataDir,
    COACHLINK_DECODERS: decoders,
    COACHLINK_ADMIN_KEY: KEY,
    COACHLINK_ADMIN_SECRET: SECRET,
    COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
    COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
    COACHLINK_LOG: 'error',
    ...environment,
  });
  const gateway = await startGateway(config, { path: process.env.PATH ?? '', isTerminal: false });
  const ask: TestGateway['ask'] = async (method, path, body) => {
    const request = new Request(`${gateway.url}/api/v1${path}`, {
      method,
      headers: {
        ...CREDENTIALS,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await checkedFetch(request);
    return { status: response.status, body: await response.json() };
  };
  await license(ask);
  return {
    gateway,
    dataDir,
    ask,
    stop: async () => {
      await gateway.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Issues the licence without which no decoder is connected. */
async function license(ask: TestGateway['ask']): Promise<void> {
  const terms = { features: ['p3_decoder', 'x2_decoder'], device_limit: 1 };
  await until('the licence is issued', async () => {
    const { status } = await ask('POST', '/admin/licenses', {
      ...terms,
      valid_until: '2099-12-31T23:59:59Z',
      device_id: DEVICE['X-Device-ID'],
    });
    return status === 201 ? true : undefined;
  });
}

/** Waits for a condition of the real world, and names it in the error when it does not come. */
export async function until<Value>(
  what: string,
  get: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const deadline = performance.now() + 40_000;
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`did not happen within 40 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
