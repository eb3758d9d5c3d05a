import { type RunningSimulator, startSimulator } from '#simulator';
import type { AccessPolicy } from '../../apps/gateway/src/access/auth/guard/access.decorator.js';
import { type Role, ROLES } from '../../apps/gateway/src/access/accounts/rights.js';
import {
  type DeclaredRoute,
  RoutePolicies,
} from '../../apps/gateway/src/access/auth/guard/route-policies.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { operationOf } from '../contract/document.js';
import { Accounts, NO_PAIR } from '../e2e/accounts.fixture.js';
import { type Answer, startTestApi, type TestApi } from '../e2e/api.fixture.js';
import { SwitchableFeatures } from '../e2e/decoders.fixture.js';
import { until } from '../e2e/gateway.fixture.js';
import { type State, statesOfCredentials } from './credentials.js';
import { MovedClock } from './moved-clock.js';
import { workingRequest } from './targets.js';

/** Routes without credentials, by name: a new one has to be decided on here as well. */
const PUBLIC = [
  'DashboardController.page',
  'HealthController.getLiveness',
  'HealthController.getReadiness',
  'MetricsController.metrics',
];
/** Documentation, which the framework serves beside our routes. */
const DOCUMENTS = /^\/(docs(\/|$)|openapi\.(json|yaml)$)/;
/** Routes that end logins, of the request itself or of its user, and come last. */
const LAST = ['AuthController.changePassword', 'AuthController.logout'];

const clock = new MovedClock();
let simulator: RunningSimulator;
let api: TestApi;
let accounts: Accounts;
let states: readonly State[];

beforeAll(async () => {
  simulator = await startSimulator({ riders: 0 });
  api = await startTestApi({
    environment: {
      COACHLINK_DECODERS: `velodrome=p3+tcp://127.0.0.1:${simulator.port}?loop=1`,
      COACHLINK_WEBHOOK_LOCAL: 'on',
    },
    override: (building) => {
      clock.override(building);
      building.overrideProvider(Features).useValue(new SwitchableFeatures());
    },
  });
  accounts = new Accounts(api);
  states = await statesOfCredentials(accounts, clock);
  await until('the decoder is connected', async () => {
    const { body } = await accounts.get('/decoders/velodrome');
    return body.state === 'connected' ? true : undefined;
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await simulator.close();
});

const routes = (): DeclaredRoute[] => api.app.get(RoutePolicies, { strict: false }).routes();
const isClosed = (route: DeclaredRoute): route is DeclaredRoute & { policy: AccessPolicy } =>
  route.policy !== undefined && route.policy !== 'public';

/** Returns the refusal by the declared policy of a route for credentials in a state; `undefined` is 2xx. */
function refusalOf({ credentials, scope, roles }: AccessPolicy, state: State): 401 | 403 | undefined {
  if (state.spoiledBy !== undefined && credentials.includes(state.spoiledBy)) return 401;
  if (credentials.includes('device') && state.provesDevice === true) return undefined;
  if (!credentials.includes(state.family) || state.allows === undefined || state.family === 'device')
    return 401;
  if (scope !== undefined && !state.allows.has(scope)) return 403;
  return roles === undefined || (state.role !== undefined && roles.includes(state.role)) ? undefined : 403;
}

/** Returns the challenge of a 403, which names the missing scope or roles in every family. */
const missingOf = ({ scope, roles = [] }: AccessPolicy): RegExp =>
  new RegExp(
    `^(ApiKey|Bearer) realm="CoachLINK", error="insufficient_scope", (scope="${scope ?? ''}"|roles="${roles.join(' ')}")$`,
  );

/** Routes that a role decides beside scopes, with their answers: a new one has to be decided on here as well. */
const ROLES_OF_ROUTES: Readonly<Record<string, Readonly<Record<Role, 200 | 403>>>> = {
  'LicenseController.activateLicense': { viewer: 403, coach: 200, admin: 200 },
};

const essenceOf = ({ status, body }: Answer): string => JSON.stringify({ status, ...body, timestamp: '' });
const headersOf = ({ headers }: Answer): string => JSON.stringify({ ...headers, date: '' });
/** Returns the families of the headers, right or wrong: the words of a 401 depend on them alone. */
const familiesIn = ({ headers }: State): string => {
  const names = Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value) && value.length === 0 ? [] : [name.toLowerCase()],
  );
  const isOf = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  return `pair ${isOf(/^x-api-/)}, device ${isOf(/^x-device-/)}, token ${isOf(/^authorization$/)}`;
};

describe('the matrix of routes and credentials', () => {
  it('has every route that the server answers, with its policy', () => {
    const declared = routes();
    expect(
      declared
        .filter(({ policy }) => policy === 'public')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(PUBLIC);
    const known = new Set(
      declared.flatMap(({ method, path }) => [`${method} ${path}`, `${method} /api/v1${path}`]),
    );
    const stack = (api.app.getHttpAdapter().getInstance() as unknown as { router: { stack: Layer[] } }).router
      .stack;
    const served = stack.flatMap(({ route }) =>
      route === undefined || Object.keys(route.methods).length > 20
        ? [] // the framework's own answer to unknown paths
        : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
    );
    expect(served.length).toBeGreaterThan(declared.length - 1);
    expect(served.filter((each) => !known.has(each) && !DOCUMENTS.test(each.split(' ')[1] ?? ''))).toEqual(
      [],
    );
  });

  it('answers each cell with the exact status, and every 401 in words that tell nothing of what was wrong', async () => {
    const wrong: string[] = [];
    let cells = 0;
    const closed = routes().filter(isClosed);
    for (const route of closed.sort((a, b) => LAST.indexOf(a.name) - LAST.indexOf(b.name))) {
      const words = new Map<string, Set<string>>();
      const operation = operationOf(route.method, `/api/v1${route.path}`);
      if (operation === undefined) throw new Error(`${route.name} is not in openapi.json`);
      const target = await workingRequest(operation, accounts, await accounts.device());
      for (const state of states) {
        const refusal = refusalOf(route.policy, state);
        const answer = await clock.at(state.atMs ?? clock.ms, async () => {
          const { method, address, body } =
            refusal === undefined ? await workingRequest(operation, accounts, deviceOf(state)) : target;
          return api.ask(method, address, {
            headers: state.headers,
            ...(body === undefined ? {} : { body }),
          });
        });
        cells++;
        const isRight = refusal === undefined ? answer.status < 300 : answer.status === refusal;
        if (!isRight)
          wrong.push(
            `${route.method} ${route.path}, ${state.name}: ${answer.status}, not ${refusal ?? '2xx'}`,
          );
        if (answer.status === 403)
          expect(answer.headers['www-authenticate']).toMatch(missingOf(route.policy));
        if (answer.status !== 401) continue;
        const families = familiesIn(state);
        const said = words.get(families) ?? new Set();
        words.set(families, said.add(essenceOf(answer) + headersOf(answer)));
      }
      for (const [families, said] of words)
        expect([route.name, families, said.size]).toEqual([route.name, families, 1]);
    }
    expect(wrong).toEqual([]);
    expect(cells).toBe(closed.length * states.length);
    process.stdout.write(`matrix: ${closed.length} routes x ${states.length} states = ${cells} cells\n`);
  }, 120_000);

  it('lets in by role where it says so, and names the roles that it takes', async () => {
    const byRole = routes()
      .filter(isClosed)
      .filter(({ policy }) => policy.roles !== undefined);
    expect(byRole.map(({ name }) => name)).toEqual(Object.keys(ROLES_OF_ROUTES));
    for (const { name, method, path, policy } of byRole) {
      const operation = operationOf(method, `/api/v1${path}`);
      if (operation === undefined) throw new Error(`${name} is not in openapi.json`);
      for (const role of ROLES) {
        const device = await accounts.device();
        const login = await accounts.login(device, (await accounts.user(role)).email);
        const { address, body = {} } = await workingRequest(operation, accounts, device);
        const answer = await api.ask(method, address, { body, headers: { ...NO_PAIR, ...login } });
        expect([name, role, answer.status]).toEqual([name, role, ROLES_OF_ROUTES[name]?.[role]]);
        if (answer.status !== 403) continue;
        expect(answer.body.details).toEqual({ reason: 'auth.role_missing', roles: policy.roles });
        for (const each of policy.roles ?? []) expect(answer.body.message).toContain(each);
      }
    }
  });

  it('refuses HEAD as it refuses GET', async () => {
    for (const { method, path } of routes().filter(isClosed)) {
      if (method !== 'GET') continue;
      const headers = { 'x-api-key': [], 'x-api-secret': [] };
      const answer = await api.ask('HEAD', `/api/v1${path.replace(':id', 'velodrome')}`, { headers });
      expect([path, answer.status, answer.text]).toEqual([path, 401, '']);
    }
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** Returns the device of the credentials, which may ask for its own data. */
function deviceOf({ headers }: State): { id: string; headers: Record<string, string> } {
  const text = (name: string): string => String(headers[name] ?? '');
  return {
    id: text('X-Device-ID'),
    headers: { 'X-Device-ID': text('X-Device-ID'), 'X-Device-Secret': text('X-Device-Secret') },
  };
}
