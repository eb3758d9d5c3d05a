import { randomUUID } from 'node:crypto';
import { Accounts, PASSWORD, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import type { Operation } from '../contract/document.js';
import { type ExampleRequest, exampleRequest } from '../contract/example-request.js';
import { MOST_WEBHOOKS } from '../../apps/gateway/src/api/webhooks/webhook-problems.js';
import { makeApiKey } from './credentials.js';

type Target = (accounts: Accounts, device: RegisteredDevice) => Promise<Partial<ExampleRequest>>;

const at = (path: string, body?: object): Partial<ExampleRequest> => ({
  address: `/api/v1${path}`,
  ...(body === undefined ? {} : { body }),
});

/**
 * Requests for operations whose own example names records that do not exist. Each request works with the right
 * credentials, whatever was asked before; `device` is the one that asks, where one does.
 */
const TARGETS: Readonly<Record<string, Target>> = {
  'POST /auth/login': async (accounts) => {
    const { email } = await accounts.user();
    return at('/auth/login', { email, password: PASSWORD });
  },
  'POST /auth/refresh': async (accounts, device) => {
    const { email } = await accounts.user();
    const { body } = await accounts.tryLogin(device, email, PASSWORD);
    return at('/auth/refresh', { refresh_token: body.refresh_token });
  },
  'POST /auth/password': () =>
    Promise.resolve(at('/auth/password', { old_password: PASSWORD, new_password: PASSWORD })),
  'GET /license': async (accounts, device) => {
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    await accounts.post('/admin/licenses', { ...terms, device_id: device.id });
    return {};
  },
  'POST /license/activate': async (accounts) =>
    at('/license/activate', { license_code: await accounts.license(1) }),
  'POST /decoders': () => Promise.resolve(at('/decoders', newDecoder())),
  'GET /decoders/{id}': async (accounts) => at(`/decoders/${await addDecoder(accounts)}`),
  'GET /decoders/{id}/completeness': async (accounts) =>
    at(`/decoders/${await addDecoder(accounts)}/completeness`),
  'PATCH /decoders/{id}': async (accounts) =>
    at(`/decoders/${await addDecoder(accounts)}`, { url: 'p3+tcp://127.0.0.1:2?loop=1' }),
  'DELETE /decoders/{id}': async (accounts) => at(`/decoders/${await addDecoder(accounts)}`),
  'POST /admin/devices': () => Promise.resolve(at('/admin/devices', { name: 'A box' })),
  ...ofEach('/admin/devices', async (accounts) => (await accounts.device()).id),
  'POST /admin/users': () =>
    Promise.resolve(
      at('/admin/users', {
        email: `${randomUUID()}@example.com`,
        password: PASSWORD,
        first_name: 'Jane',
        last_name: 'Doe',
      }),
    ),
  ...ofEach('/admin/users', async (accounts) => (await accounts.user()).id),
  ...ofEach('/admin/api-keys', async (accounts) => (await makeApiKey(accounts, ['passings:read'])).id),
  ...ofEach('/admin/licenses', (accounts) => accounts.license(1)),
  'POST /webhooks': async (accounts) => {
    await makeRoomForWebhook(accounts);
    return at('/webhooks', newWebhook());
  },
  ...ofEach('/webhooks', addWebhook),
  'POST /webhooks/{id}/test': async (accounts) => at(`/webhooks/${await addWebhook(accounts)}/test`),
  'POST /admin/licenses/{id}/deactivate': async (accounts) =>
    at(`/admin/licenses/${await accounts.license(1)}/deactivate`),
};

export async function workingRequest(
  operation: Operation,
  accounts: Accounts,
  device: RegisteredDevice,
): Promise<ExampleRequest> {
  const name = `${operation.method} ${operation.path.replace('/api/v1', '')}`;
  return { ...exampleRequest(operation), ...(await TARGETS[name]?.(accounts, device)) };
}

function ofEach(
  path: string,
  make: (accounts: Accounts) => Promise<string>,
): Readonly<Record<string, Target>> {
  const made: Target = async (accounts) => at(`${path}/${await make(accounts)}`);
  return {
    [`GET ${path}/{id}`]: made,
    [`PATCH ${path}/{id}`]: made,
    [`DELETE ${path}/{id}`]: made,
    [`POST ${path}/{id}/rotate`]: async (accounts) => at(`${path}/${await make(accounts)}/rotate`),
  };
}

const newDecoder = (): { decoder_id: string; url: string } => ({
  decoder_id: `decoder-${randomUUID()}`,
  url: 'p3+tcp://127.0.0.1:1?loop=1',
});

async function addDecoder(accounts: Accounts): Promise<string> {
  const decoder = newDecoder();
  expect((await accounts.post('/decoders', decoder)).status).toBe(201);
  return decoder.decoder_id;
}

/** A receiver on this machine, at which nothing listens: needs COACHLINK_WEBHOOK_LOCAL=on. */
const newWebhook = (): object => ({ name: 'Results', url: 'http://127.0.0.1:1/' });

async function makeRoomForWebhook(accounts: Accounts): Promise<void> {
  const { webhooks } = (await accounts.get('/webhooks')).body as { webhooks: { id: string }[] };
  // Others may be made at the same moment.
  for (const { id } of webhooks.slice(0, -MOST_WEBHOOKS / 2))
    await accounts.api.ask('DELETE', `/api/v1/webhooks/${id}`);
}

async function addWebhook(accounts: Accounts): Promise<string> {
  await makeRoomForWebhook(accounts);
  return String((await accounts.post('/webhooks', newWebhook())).body.id);
}
