import { type RunningSimulator, startSimulator } from '#simulator';
import {
  type StorageTrouble,
  TROUBLE_WORDS,
} from '../../apps/gateway/src/platform/storage/storage-trouble.js';
import { checkedFetch } from '../contract/checked-fetch.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { CREDENTIALS, DEVICE, startTestGateway, type TestGateway, until } from './gateway.fixture.js';

type Body = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

export interface TimedAnswer {
  readonly status: number;
  readonly headers: { readonly retryAfter: string | null };
  readonly body: Body;
  readonly tookMs: number;
}

const USER = { email: 'jane@example.com', password: 'correct horse battery staple' };

/** A gateway that reads one simulated decoder, on a Redis for a test to bring into any trouble. */
export class StorageTrial {
  private clockUs = Date.now() * 1000;
  private gateway!: TestGateway;
  /** Credentials of before the trouble: an api key and a login that were used, and a key that was not. */
  key!: Headers;
  login!: Headers;
  unusedKey!: Headers;

  private constructor(
    readonly redis: RedisOnPort,
    private readonly simulator: RunningSimulator,
  ) {}

  static async begin(settings: readonly string[] = [], parameters = ''): Promise<StorageTrial> {
    const redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '', ...settings]);
    await redis.start();
    const trial = new StorageTrial(redis, await startSimulator({ riders: 0, statusPeriodMs: 100 }));
    trial.gateway = await startTestGateway(`d0=p3+tcp://127.0.0.1:${trial.simulator.port}${parameters}`, {
      REDIS_URL: redis.url,
    });
    await trial.register();
    return trial;
  }

  async end(): Promise<void> {
    await this.gateway.stop();
    await this.simulator.close();
    await this.redis.remove();
  }

  report(count: number): void {
    for (let each = 0; each < count; each++) {
      this.clockUs += 1000;
      const transponder = 1000 + (each % 7);
      this.decoder.decoder.report({ timeUs: this.clockUs, transponder, strength: 90, hits: 20 });
    }
  }

  /** Waits until all passings of the decoder are kept, each once. */
  async untilKept(): Promise<void> {
    const wanted = JSON.stringify(this.decoder.ledger.all().map(({ passingNumber }) => passingNumber));
    const window = `start_time_ms=0&end_time_ms=${Date.now() + 864_000_000}&limit=10000&order=asc`;
    await until('every passing is kept, and once', async () => {
      const { body } = await this.get(`/api/v1/passings?${window}`, CREDENTIALS);
      const rows = (body.passings ?? []) as { passing_number: number }[];
      const kept = rows.map((row) => row.passing_number).sort((a, b) => a - b);
      return JSON.stringify(kept) === wanted ? true : undefined;
    });
  }

  async untilReady(): Promise<void> {
    await until('it is ready', async () =>
      (await this.get('/health/ready')).status === 200 ? true : undefined,
    );
  }

  /** Waits until readiness and the device's status have the trouble by its name, and the number of waiting passings. */
  async untilNamed(trouble: StorageTrouble, waiting: number): Promise<void> {
    const ready = await until(`it is not ready: ${trouble}`, async () => {
      const answer = await this.get('/health/ready');
      return checksOf(answer).redis === trouble ? answer : undefined;
    });
    expect([ready.status, ready.headers.retryAfter]).toEqual([503, '1']);
    expect(ready.body.message).toContain(TROUBLE_WORDS[trouble].what);
    const { what, remedy } = TROUBLE_WORDS[trouble];
    const passings = waiting === 0 ? 'passings' : `${waiting} passings`;
    const reason = `${what}: ${passings} wait here until it takes them again. ${remedy}`;
    await until(`the status has: ${reason}`, async () => {
      const { status, body } = await this.get('/api/v1/device/status', this.login);
      expect(status).toBe(200);
      return body.status === 'offline' && (body.reasons as string[])[0] === reason ? true : undefined;
    });
  }

  /** Returns the number of passings that wait in memory. */
  pending(): Promise<number> {
    return this.metric('coachlink_passings_pending');
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.gateway.gateway.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.slice(name.length));
  }

  /** Ends the link from the decoder's side. */
  cut(): void {
    this.decoder.cutConnections();
  }

  async get(path: string, headers: Headers = {}): Promise<TimedAnswer> {
    const beginMs = performance.now();
    const response = await checkedFetch(new Request(`${this.gateway.gateway.url}${path}`, { headers }));
    const body = (await response.json()) as Body;
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, headers: { retryAfter }, body, tookMs: performance.now() - beginMs };
  }

  post(path: string, body: object): Promise<{ status: number; body: unknown }> {
    return this.gateway.ask('POST', path, body);
  }

  private get decoder() {
    const [decoder] = this.simulator.decoders;
    if (decoder === undefined) throw new Error('no decoder');
    return decoder;
  }

  private async register(): Promise<void> {
    await this.post('/admin/users', { ...USER, first_name: 'Jane', last_name: 'Doe' });
    const login = await checkedFetch(
      new Request(`${this.gateway.gateway.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { ...DEVICE, 'content-type': 'application/json' },
        body: JSON.stringify(USER),
      }),
    );
    const { access_token: token } = (await login.json()) as { access_token: string };
    this.login = { ...DEVICE, Authorization: `Bearer ${token}` };
    this.key = await this.apiKey();
    this.unusedKey = await this.apiKey();
    for (const headers of [this.login, this.key])
      expect((await this.get('/api/v1/transponders/active', headers)).status).toBe(200);
    await until('the decoder is connected', async () => {
      const { body } = await this.get('/api/v1/decoders/d0/completeness', this.key);
      return body.state === 'complete' ? true : undefined;
    });
  }

  private async apiKey(): Promise<Headers> {
    const { body } = await this.post('/admin/api-keys', { name: 'a scoreboard', scopes: ['passings:read'] });
    const { api_key: key, api_secret: secret } = body as { api_key: string; api_secret: string };
    return { 'x-api-key': key, 'x-api-secret': secret };
  }
}

function checksOf({ body }: TimedAnswer): Readonly<Record<string, string>> {
  const { checks } = (body.details ?? body) as { readonly checks: Readonly<Record<string, string>> };
  return checks;
}
