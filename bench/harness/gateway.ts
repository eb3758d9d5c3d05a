import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchRedis } from './bench-redis.js';

const READY = 'CoachLINK is ready.';
const LOOK_MS = 500;
const DEVICE_ID = 'bench';
const TICKS_PER_SECOND = 100;
const BUNDLE = ['--enable-source-maps', 'dist/bundle/gateway.js'];

/** Command of the application with the routes for comparison. */
export const BENCH_APP = [process.execPath, '--enable-source-maps', 'dist/bench/app/main.js'] as const;
export const ADMIN = { 'x-api-key': 'bench-key', 'x-api-secret': 'bench-secret-of-a-bench' } as const;

/** The gateway as its users run it, in a process of its own. */
export class BenchGateway {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly readyAfterMs: number,
  ) {}

  static async start(
    settings: Readonly<Record<string, string>>,
    command: readonly string[] = [process.execPath, ...BUNDLE],
  ): Promise<BenchGateway> {
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      COACHLINK_ADMIN_KEY: ADMIN['x-api-key'],
      COACHLINK_ADMIN_SECRET: ADMIN['x-api-secret'],
      COACHLINK_INTERNET_PROBE: 'off',
      COACHLINK_LOG: 'warn',
      ...settings,
    };
    const beginMs = performance.now();
    const [program = '', ...args] = command;
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (text: Buffer): void => {
        said += text.toString();
        if (said.includes(READY)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('exit', () => {
        reject(new Error(`the gateway ended by itself: ${said}`));
      });
    });
    return new BenchGateway(child, `http://127.0.0.1:${port}`, performance.now() - beginMs);
  }

  /** Resolves to an answer of the API, by default with the admin's key pair. */
  async ask(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    credentials: Readonly<Record<string, string>> = ADMIN,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...credentials, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }

  /** Starts a gateway with decoders on `ports`, and waits until each is connected and has told its numbers. */
  static async beside(
    redis: BenchRedis,
    folder: string,
    ports: readonly number[],
    parameters = '',
  ): Promise<BenchGateway> {
    const decoders = ports.map((port, at) => `d${at}=p3+tcp://127.0.0.1:${port}?loop=${at + 1}${parameters}`);
    const gateway = await BenchGateway.start({
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DECODERS: decoders.join(','),
      COACHLINK_DEVICE_ID: DEVICE_ID,
      COACHLINK_DEVICE_SECRET: 'secret-of-the-bench-device',
    });
    await gateway.ask('POST', '/admin/licenses', {
      features: ['p3_decoder'],
      device_limit: 1,
      valid_until: '2099-12-31T23:59:59Z',
      device_id: DEVICE_ID,
    });
    await gateway.untilConnected();
    return gateway;
  }

  private async untilConnected(): Promise<void> {
    for (;;) {
      const { decoders } = (await this.ask('GET', '/decoders')) as {
        decoders: { state: string; completeness: string }[];
      };
      const isKnown = decoders.every(
        ({ state, completeness }) => state === 'connected' && completeness !== 'unknown',
      );
      if (isKnown) return;
      await delay(50);
    }
  }

  rssMb(): number {
    const [, kB] = /VmRSS:\s+([0-9]+) kB/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? [];
    return Number(kB) / 1024;
  }

  /** Returns the processor time since its start, in seconds. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Waits until the gateway has no work left. */
  async idle(): Promise<void> {
    for (;;) {
      const before = this.cpuSeconds();
      await delay(LOOK_MS);
      if ((this.cpuSeconds() - before) * 1000 < LOOK_MS / 4) return;
    }
  }

  async stop(): Promise<void> {
    this.child.removeAllListeners('exit');
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
