import { randomUUID } from 'node:crypto';
import type { BenchGateway } from './gateway.js';

type Headers = Readonly<Record<string, string>>;

/** Registers an API key, and returns its pair, as machines have it. */
export async function apiKeyOf(gateway: BenchGateway): Promise<Headers> {
  const made = await gateway.ask('POST', '/admin/api-keys', { name: 'bench', scopes: ['passings:read'] });
  return { 'x-api-key': String(made.api_key), 'x-api-secret': String(made.api_secret) };
}

/** Logs in on a device, and returns the headers, as people have them. */
export async function loginOn(gateway: BenchGateway): Promise<Headers> {
  const made = await gateway.ask('POST', '/admin/devices', { name: 'bench' });
  const device = { 'X-Device-ID': String(made.device_id), 'X-Device-Secret': String(made.device_secret) };
  const account = { email: `${randomUUID()}@example.com`, password: randomUUID() };
  await gateway.ask('POST', '/admin/users', {
    ...account,
    first_name: 'A',
    last_name: 'Coach',
    role: 'coach',
  });
  const { access_token: token } = await gateway.ask('POST', '/auth/login', account, device);
  return { ...device, Authorization: `Bearer ${String(token)}` };
}
