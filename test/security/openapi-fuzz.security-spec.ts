import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type RunningSimulator, startSimulator } from '#simulator';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import type { Outcome } from '../../apps/gateway/src/api/webhooks/delivery/webhook-sender.js';
import { WebhookSenders } from '../../apps/gateway/src/api/webhooks/delivery/webhook-senders.js';
import { operations } from '../contract/document.js';
import { Accounts, NO_PAIR, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import { type Answer, startTestApi, type TestApi } from '../e2e/api.fixture.js';
import { SwitchableFeatures } from '../e2e/decoders.fixture.js';
import { until } from '../e2e/gateway.fixture.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { type FuzzedRequest, requests } from './fuzz/requests.js';

const ROUND = 20_000;
const ROUNDS = process.env.COACHLINK_TRIAL === 'full' ? 50 : 1;
const AT_ONCE = 4;

/** Takes deliveries to any host, and sends none. */
const NOWHERE = {
  of: () => ({
    send: (): Promise<Outcome> => Promise.resolve({ trouble: undefined, statusCode: 204, retryAfterMs: 0 }),
    close: () => undefined,
  }),
};

let simulator: RunningSimulator;
let api: TestApi;
let identities: Identities;

/** Identities of the requests: the key pair of the fixture, and a login on a device that is renewed whenever it ended. */
class Identities {
  private readonly made = new Map<string, string[]>();

  private constructor(
    private readonly accounts: Accounts,
    private readonly device: Readonly<Record<string, string>>,
    private bearer: string,
  ) {}

  static async make(): Promise<Identities> {
    const accounts = new Accounts(api);
    const device = await accounts.device();
    return new Identities(accounts, device.headers, await newLogin(accounts, device));
  }

  idsOf(collection: string): readonly string[] {
    return this.made.get(collection) ?? [];
  }

  headersFor({ security }: FuzzedRequest['operation']): Readonly<Record<string, string | string[]>> {
    const schemes = security.flatMap((each) => Object.keys(each));
    if (schemes.length === 0 || schemes.includes('ApiKey')) return {};
    return {
      ...NO_PAIR,
      ...this.device,
      ...(schemes.includes('Bearer') ? { Authorization: this.bearer } : {}),
    };
  }

  async learn({ operation }: FuzzedRequest, { status, body }: Answer): Promise<void> {
    const id = body.id ?? body.device_id ?? body.decoder_id ?? body.license_code;
    if (status === 201 && typeof id === 'string')
      this.made.set(operation.path, [...this.idsOf(operation.path), id]);
    if (status === 200 && operation.path.endsWith('/auth/logout')) {
      // A new user, because the former one may have to wait: its password was changed, or guessed too often.
      this.bearer = await newLogin(this.accounts, { headers: this.device });
    }
  }
}

/** Logs in a new user, whose password is that of the examples. */
async function newLogin(accounts: Accounts, device: Pick<RegisteredDevice, 'headers'>): Promise<string> {
  const given = { email: `${randomUUID()}@example.com`, password: 'user_password' };
  const names = { first_name: 'John', last_name: 'Doe', role: 'admin' };
  expect((await accounts.post('/admin/users', { ...given, ...names })).status).toBe(201);
  const { status, body } = await accounts.tryLogin(device, given.email, given.password);
  expect(status).toBe(200);
  return `Bearer ${String(body.access_token)}`;
}

/** Sends a request; `ask` itself fails where openapi.json does not allow the answer. */
async function send(request: FuzzedRequest): Promise<Answer> {
  const { operation, method, address, body, headers, isNameless } = request;
  const who = isNameless === true ? NO_PAIR : identities.headersFor(operation);
  return api.ask(method, withoutWaiting(address), {
    headers: { ...who, ...headers },
    ...(body === undefined ? {} : { body: withoutWaiting(body) }),
  });
}

/** Returns the request without its wait for a passing, which would hold up the round; one that cannot be stays. */
function withoutWaiting(text: string): string {
  return text.replace(
    /(wait_s(?:"\s*:\s*|=))(?:[1-9]|[12][0-9]|30)\b(?![.])/g,
    (_, name: string) => `${name}0`,
  );
}

beforeAll(async () => {
  simulator = await startSimulator({ riders: 5 });
});
afterAll(async () => {
  await simulator.close();
});

/** Runs a round on an empty store, so that earlier records do not slow it down. */
async function round(seen: Map<string, Set<number>>, runs: number): Promise<void> {
  const redis = new RedisOnPort(await freePort());
  await redis.start();
  api = await startTestApi({
    repository: null,
    redisUrl: redis.url,
    environment: { COACHLINK_DECODERS: `velodrome=p3+tcp://127.0.0.1:${simulator.port}?loop=1` },
    override: (building) =>
      building
        .overrideProvider(Features)
        .useValue(new SwitchableFeatures())
        .overrideProvider(WebhookSenders)
        .useValue(NOWHERE),
  });
  try {
    await until('the decoder is connected', async () => {
      const { body } = await api.ask('GET', '/api/v1/decoders/velodrome');
      return body.state === 'connected' ? true : undefined;
    });
    identities = await Identities.make();
    const several = fc.array(
      requests((collection) => identities.idsOf(collection)),
      { minLength: AT_ONCE, maxLength: AT_ONCE },
    );
    const property = fc.asyncProperty(several, async (made) => {
      const answers = await Promise.all(made.map(send));
      for (const [at, answer] of answers.entries()) {
        const request = made[at];
        if (request === undefined) continue;
        judge(request, answer);
        await identities.learn(request, answer);
        const { operationId } = request.operation;
        seen.set(operationId, (seen.get(operationId) ?? new Set()).add(answer.status));
      }
    });
    await fc.assert(property, { numRuns: runs / AT_ONCE, endOnFailure: true });
  } finally {
    await api.stop();
    await redis.remove();
  }
}

function judge({ what, isBad, method, operation }: FuzzedRequest, answer: Answer): void {
  const { status, headers } = answer;
  if (status >= 500) throw new Error(`${what}: ${status} ${answer.text.slice(0, 500)}`);
  if (isBad && status < 300) throw new Error(`${what} was taken: ${status} ${answer.text.slice(0, 500)}`);
  if (what === 'another method' && (status !== 405 || !headers.allow?.includes(operation.method)))
    throw new Error(`${method} ${operation.path}: ${status}, Allow: ${headers.allow ?? 'missing'}`);
  if (what === 'nobody' && operation.security.length > 0 && status !== 401)
    throw new Error(`nobody was answered ${status}`);
}

describe('requests made from the OpenAPI document', () => {
  it(
    `are answered as it says, ${ROUND * ROUNDS} of them`,
    async () => {
      const seen = new Map<string, Set<number>>();
      for (let each = 1; each <= ROUNDS; each++) {
        await round(seen, ROUND);
        if (ROUNDS > 1) process.stdout.write(`fuzz: ${each * ROUND} requests\n`);
      }
      const untouched = operations.filter(
        ({ operationId }) => ![...(seen.get(operationId) ?? [])].some((status) => status < 300),
      );
      // A licence code, a refresh token and a password cannot be guessed.
      const unguessable = ['/auth/login', '/auth/refresh', '/license/activate', '/license'];
      expect(
        untouched.map(({ path }) => path).filter((path) => !unguessable.some((each) => path.endsWith(each))),
      ).toEqual([]);
    },
    ROUNDS * 300_000,
  );
});
