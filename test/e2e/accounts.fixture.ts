import { randomUUID } from 'node:crypto';
import type { Answer, TestApi } from './api.fixture.js';

export interface RegisteredDevice {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const PASSWORD = 'correct horse battery staple';
/** Headers without credentials: the pair that the fixture sends by default is left out. */
export const NO_PAIR = { 'x-api-key': [], 'x-api-secret': [] };

/** First steps of an administrator, through the API alone. */
export class Accounts {
  constructor(readonly api: TestApi) {}

  async device(id = `device-${randomUUID()}`): Promise<RegisteredDevice> {
    const { status, body } = await this.post('/admin/devices', { name: 'A box', device_id: id });
    expect(status).toBe(201);
    return { id, headers: { 'X-Device-ID': id, 'X-Device-Secret': String(body.device_secret) } };
  }

  async user(role = 'coach'): Promise<{ readonly id: string; readonly email: string }> {
    const email = `${randomUUID()}@example.com`;
    const names = { first_name: 'John', last_name: 'Doe', role };
    const { status, body } = await this.post('/admin/users', { email, password: PASSWORD, ...names });
    expect(status).toBe(201);
    return { id: String(body.id), email };
  }

  /** Returns the headers of a login on a device. */
  async login(device: RegisteredDevice, email: string): Promise<Record<string, string>> {
    const { status, body } = await this.tryLogin(device, email, PASSWORD);
    expect(status).toBe(200);
    return { ...device.headers, Authorization: `Bearer ${String(body.access_token)}` };
  }

  tryLogin({ headers }: Pick<RegisteredDevice, 'headers'>, email: string, password: string): Promise<Answer> {
    return this.post('/auth/login', { email, password }, { ...NO_PAIR, ...headers });
  }

  async license(deviceLimit: number, validUntil = '2099-12-31T23:59:59Z'): Promise<string> {
    const terms = { features: ['x2_decoder', 'p3_decoder', 'cloud_sync'], device_limit: deviceLimit };
    const { status, body } = await this.post('/admin/licenses', { ...terms, valid_until: validUntil });
    expect(status).toBe(201);
    return String(body.license_code);
  }

  post(
    path: string,
    body: object,
    headers: Readonly<Record<string, string | string[]>> = {},
  ): Promise<Answer> {
    return this.api.ask('POST', `/api/v1${path}`, { body, headers });
  }

  get(path: string, headers: Readonly<Record<string, string | string[]>> = {}): Promise<Answer> {
    return this.api.ask('GET', `/api/v1${path}`, { headers });
  }
}
