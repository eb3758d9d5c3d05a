import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';

const MAIN = 'dist/bundle/gateway.js';
const DEADLINE_MS = 60_000;

/** The built gateway as a process of its own, which may be killed. */
export class GatewayProcess {
  private process: ChildProcess | undefined;
  /** End of its output. */
  said = '';

  constructor(
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
    /** Main file of the build. */
    private readonly main = MAIN,
    /** Targets of its three streams; output is only heard from pipes. */
    private readonly stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
  ) {}

  start(): void {
    const env = {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: String(this.port),
      COACHLINK_ADMIN_KEY: CREDENTIALS['x-api-key'],
      COACHLINK_ADMIN_SECRET: CREDENTIALS['x-api-secret'],
      COACHLINK_DEMO: 'off',
      COACHLINK_INTERNET_PROBE: 'off',
      COACHLINK_LOG: 'warn',
      ...this.environment,
    };
    const child = spawn(process.execPath, ['--enable-source-maps', this.main], {
      env,
      stdio: this.stdio,
    });
    const hear = (text: Buffer): void => {
      this.said = (this.said + text.toString()).slice(-1_000_000);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.process = child;
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Exit code of its own end; null while it runs, and after a signal. */
  get exitCode(): number | null {
    return this.process?.exitCode ?? null;
  }

  /** Sends SIGSTOP or SIGCONT: the system gives the process no processor for a while. */
  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  /** Stops the process; its sockets stay open. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Resolves to the status of /health/ready and its words; to undefined where it does not answer. */
  async readiness(): Promise<{ readonly status: number; readonly words: string } | undefined> {
    try {
      const signal = AbortSignal.timeout(2000);
      const response = await fetch(`http://127.0.0.1:${this.port}/health/ready`, { signal });
      return { status: response.status, words: await response.text() };
    } catch {
      return undefined; // refused while the gateway is down
    }
  }

  /** Returns the memory that the process occupies. */
  rssMb(): number {
    const [, kB] = /VmRSS:\s+([0-9]+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
    return Number(kB) / 1024;
  }

  /** Closes the pipe of its output, or stops reading it. */
  deafen(how: 'gone' | 'asleep'): void {
    if (how === 'gone') this.process?.stdout?.destroy();
    else this.process?.stdout?.removeAllListeners('data').pause();
  }

  /** Reads its output again. */
  listen(): void {
    const hear = (text: Buffer): void => {
      this.said = (this.said + text.toString()).slice(-1_000_000);
    };
    this.process?.stdout?.on('data', hear).resume();
  }

  /** Counts the files, sockets and devices that the process holds open. */
  handles(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Resolves to its output once that matches `pattern`, or the process ended without it. */
  async saysOrEnds(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<string> {
    const endMs = performance.now() + deadlineMs;
    while (!pattern.test(this.said) && this.process?.exitCode === null && performance.now() < endMs)
      await delay(20);
    return this.said;
  }

  /** Resolves to the highest value of a figure of /metrics over all of its labels. */
  async figure(name: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port}/metrics`);
    const lines = (await response.text()).split('\n').filter((line) => new RegExp(`^${name}[ {]`).test(line));
    return Math.max(...lines.map((line) => Number(line.split(' ').at(-1))));
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** Resolves to the answer; to undefined while the gateway is down or unable to answer. */
  async ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
        method,
        headers: { ...CREDENTIALS, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(10_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
    } catch {
      return undefined; // refused while the gateway is down
    }
  }

  /** Issues the licence without which no decoder is connected, to the device of this gateway. */
  async license(deviceId: string): Promise<void> {
    const terms = {
      features: ['p3_decoder', 'x2_decoder'],
      device_limit: 1,
      valid_until: '2099-12-31T23:59:59Z',
      device_id: deviceId,
    };
    await this.until('the licence is issued', () => this.ask('POST', '/admin/licenses', terms));
  }

  async until<Value>(
    what: string,
    get: () => Promise<Value | undefined>,
    deadlineMs = DEADLINE_MS,
  ): Promise<Value> {
    const endMs = performance.now() + deadlineMs;
    for (;;) {
      const value = await get();
      if (value !== undefined) return value;
      if (this.process?.exitCode !== null) throw new Error(`the gateway ended by itself:\n${this.said}`);
      if (performance.now() > endMs)
        throw new Error(`did not happen within ${deadlineMs / 1000} s: ${what}\n${this.said}`);
      await delay(20);
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
