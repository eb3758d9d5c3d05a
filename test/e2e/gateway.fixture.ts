import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../apps/gateway/src/config/environment.js';
import { type Gateway, startGateway } from '../../apps/gateway/src/gateway.js';
import { checkedFetch } from '../contract/checked-fetch.js';

const KEY = 'test-key';
const SECRET = 'test-secret';
export const CREDENTIALS = { 'x-api-key': KEY, 'x-api-secret': SECRET } as const;

export interface TestGateway {
  readonly gateway: Gateway;
  readonly dataDir: string;
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

/** The whole gateway, with a private Redis of its own, on a free port. */
export async function startTestGateway(
  decoders: string,
  environment: Record<string, string> = {},
): Promise<TestGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coachlink-e2e-'));
  const config = readEnvironment({
    PORT: '0',
    COACHLINK_DATA_DIR: dataDir,
    COACHLINK_DECODERS: decoders,
    COACHLINK_ADMIN_KEY: KEY,
    COACHLINK_ADMIN_SECRET: SECRET,
    COACHLINK_LOG: 'error',
    ...environment,
  });
  const gateway = await startGateway(config, { path: process.env.PATH ?? '', isTerminal: false });
  return {
    gateway,
    dataDir,
    ask: async (method, path, body) => {
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
    },
    stop: async () => {
      await gateway.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits for a condition of the real world, and says what it waited for when it does not come. */
export async function until<Value>(
  what: string,
  get: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const value = await get();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`did not happen within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
