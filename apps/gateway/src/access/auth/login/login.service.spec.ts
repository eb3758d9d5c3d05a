import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Device, Devices, Users } from '../../accounts/accounts.js';
import type { LastUses } from '../../accounts/last-uses.js';
import { BOX, JOHN } from '../../accounts/testing/john-on-a-box.js';
import { Problem } from '../../../platform/problems/problem.js';
import { Refusals } from '../guard/refusals.js';
import type { GatewaySecrets } from '../secrets/gateway-secrets.js';
import type { DeviceGuard } from '../device/device.guard.js';
import { LoginAttempts, type LoginTry } from './login-attempts.js';
import { LoginGuard } from './login.guard.js';
import { LoginService } from './login.service.js';
import { type Login, LoginStore } from './login-store.js';
import type { PasswordHasher } from './password-hasher.js';
import { Tokens } from './tokens.js';

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const PRINCIPAL = { id: 'device:device_1', scopes: new Set<never>(), deviceId: 'device_1' };

class CountedAttempts extends LoginAttempts {
  waitMs = 0;
  readonly seen: string[] = [];

  override begin({ account, deviceId, isAccount }: LoginTry): Promise<number> {
    this.seen.push(`begin ${account} ${deviceId} ${isAccount}`);
    return Promise.resolve(this.waitMs);
  }

  override succeeded({ account, deviceId }: LoginTry): Promise<void> {
    this.seen.push(`succeeded ${account} ${deviceId}`);
    return Promise.resolve();
  }

  override forget(): Promise<void> {
    return Promise.resolve();
  }
}

class KeptLogins extends LoginStore {
  readonly kept = new Map<string, Login>();

  override keep(loginId: string, login: Login): Promise<void> {
    this.kept.set(loginId, login);
    return Promise.resolve();
  }

  override renew(loginId: string, login: Login): Promise<boolean> {
    const isThere = this.kept.has(loginId);
    if (isThere) this.kept.set(loginId, login);
    return Promise.resolve(isThere);
  }

  override find(loginId: string): Promise<Login | undefined> {
    return Promise.resolve(this.kept.get(loginId));
  }

  override end(loginId: string): Promise<void> {
    this.kept.delete(loginId);
    return Promise.resolve();
  }
}

describe(LoginService.name, () => {
  let nowMs: number;
  let device: Device | undefined;
  let attempts: CountedAttempts;
  let logins: KeptLogins;
  let service: LoginService;
  let compared: unknown[];
  let told: string[];
  let used: string[];
  let log: jest.SpiedFunction<Logger['log']>;
  let warn: jest.SpiedFunction<Logger['warn']>;
  beforeEach(() => {
    [nowMs, device, compared, told, used] = [NOW_MS, BOX, [], [], []];
    const tell = (line: unknown): void => void told.push(String(line));
    log = jest.spyOn(Logger.prototype, 'log').mockImplementation(tell);
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(tell);
    attempts = new CountedAttempts();
    logins = new KeptLogins();
    const users = {
      find: (email: string) => Promise.resolve(email === JOHN.email ? JOHN : undefined),
    } as unknown as Users;
    const hasher = {
      matches: (password: string, hash: string | undefined) => {
        compared.push(hash);
        return Promise.resolve(password === 'right');
      },
    } as unknown as PasswordHasher;
    const clock = { nowMs: () => nowMs };
    const guard = new LoginGuard({} as DeviceGuard, tokens, logins, users, clock);
    const devices = { find: () => Promise.resolve(device) } as unknown as Devices;
    const refusals = new Refusals({ nowMs: () => 0 });
    const uses = {
      note: (kind: string, id: string) => void used.push(`${kind} ${id}`),
    } as unknown as LastUses;
    service = new LoginService(
      devices,
      users,
      attempts,
      hasher,
      logins,
      guard,
      tokens,
      refusals,
      clock,
      uses,
    );
  });
  afterEach(() => {
    log.mockRestore();
    warn.mockRestore();
  });

  const secrets = { accessKey: Buffer.alloc(32, 1), refreshKey: Buffer.alloc(32, 2) };
  const tokens = new Tokens(secrets as GatewaySecrets, { nowMs: () => nowMs });
  const input = { email: 'John@Example.com', password: 'right' };
  const refusal = async (work: Promise<unknown>): Promise<Partial<Problem>> => {
    const error = await work.catch((reason: unknown) => reason);
    if (!(error instanceof Problem)) throw new Error(`no problem but ${String(error)}`);
    const { status, reason, details, headers } = error;
    return { status, reason, details, headers };
  };
  const theLogin = (): [string, Login] => {
    const [only] = logins.kept;
    if (only === undefined) throw new Error('nobody is logged in');
    return only;
  };
  const INVALID = {
    status: 401,
    reason: 'auth.invalid_credentials',
    details: {},
    headers: { 'WWW-Authenticate': 'Device realm="CoachLINK"' },
  };

  it('logs a user in, whatever the case of the address, and keeps what the login depends on', async () => {
    const answer = await service.login(input, PRINCIPAL);
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_400,
      user: { id: 'user_1', email: 'john@example.com', first_name: 'John', last_name: 'Doe' },
    });
    const [loginId, login] = theLogin();
    expect(loginId).toMatch(/^[\w-]{22}$/);
    expect(login).toEqual({
      userId: 'user_1',
      email: 'john@example.com',
      deviceId: 'device_1',
      userGeneration: 'of the user',
      deviceGeneration: 'of the device',
      usedAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 30 * DAY_MS,
    });
    const claims = { userId: 'user_1', deviceId: 'device_1', loginId };
    expect(tokens.read('access', answer.access_token)).toEqual(claims);
    expect(tokens.read('refresh', answer.refresh_token)).toEqual(claims);
    expect(attempts.seen).toEqual([
      'begin john@example.com device_1 true',
      'succeeded john@example.com device_1',
    ]);
    expect(told).toEqual(['user_1 logged in on device_1']);
    expect(used).toEqual(['user user_1']);
  });

  it.each([
    ['a wrong password', { ...input, password: 'wrong' }, 'hash of right'],
    ['an unknown user', { email: 'nobody@example.com', password: 'right' }, undefined],
  ])('answers %s alike, after the same comparison', async (_, wrong, hash) => {
    expect(await refusal(service.login(wrong, PRINCIPAL))).toEqual(INVALID);
    expect(compared).toEqual([hash]);
    expect(attempts.seen).toEqual([`begin ${wrong.email.toLowerCase()} device_1 ${hash !== undefined}`]);
    expect(logins.kept.size).toBe(0);
    expect(told).toEqual(['refused device_1: a login']);
  });

  it('compares nothing while it has to wait, and says how long', async () => {
    attempts.waitMs = 29_001;
    expect(await refusal(service.login(input, PRINCIPAL))).toEqual({
      status: 429,
      reason: 'auth.too_many_attempts',
      details: { retry_after_seconds: 30 },
      headers: {
        'Retry-After': '30',
        'RateLimit-Policy': '"login";q=5;w=3600',
        RateLimit: '"login";r=0;t=30',
      },
    });
    await expect(service.login(input, PRINCIPAL)).rejects.toThrow(
      'Too many failed logins for this account: try again in 30 s, or on a device that it was used on.',
    );
    expect(compared).toEqual([]);
    expect(told[0]).toBe('refused device_1: a login, after too many failures');
  });

  it('refuses all where the device was removed a moment ago, or there is none', async () => {
    const { refresh_token } = await service.login(input, PRINCIPAL);
    device = undefined;
    expect(await refusal(service.login(input, PRINCIPAL))).toEqual(INVALID);
    expect(await refusal(service.refresh({ refresh_token }, PRINCIPAL))).toEqual(INVALID);
    device = BOX;
    const { id, scopes } = PRINCIPAL;
    expect(await refusal(service.login(input, { id, scopes }))).toEqual(INVALID);
  });

  it('gives a new access token for a refresh token, and lets the login go on', async () => {
    const { refresh_token } = await service.login(input, PRINCIPAL);
    nowMs += 6 * DAY_MS;
    const answer = await service.refresh({ refresh_token }, PRINCIPAL);
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    const [loginId, login] = theLogin();
    expect(tokens.read('access', answer.access_token)).toMatchObject({ loginId });
    expect(login).toMatchObject({ usedAtMs: nowMs, expiresAtMs: NOW_MS + 30 * DAY_MS });
  });

  it('gives none for what is no refresh token, nor for a login that was ended', async () => {
    const { access_token, refresh_token } = await service.login(input, PRINCIPAL);
    expect(await refusal(service.refresh({ refresh_token: access_token }, PRINCIPAL))).toEqual(INVALID);
    const [loginId] = theLogin();
    await service.logout({ ...PRINCIPAL, login: { userId: 'user_1', role: 'coach', loginId } });
    expect(await refusal(service.refresh({ refresh_token }, PRINCIPAL))).toEqual(INVALID);
  });

  it('gives none for a login that ends while it is asked', async () => {
    const { refresh_token } = await service.login(input, PRINCIPAL);
    jest.spyOn(logins, 'renew').mockResolvedValue(false);
    expect(await refusal(service.refresh({ refresh_token }, PRINCIPAL))).toEqual(INVALID);
  });

  it('ends a login, and nothing where there is none', async () => {
    await service.login(input, PRINCIPAL);
    const done = { success: true, message: 'Successfully logged out' };
    expect(await service.logout(PRINCIPAL)).toEqual(done);
    expect(logins.kept.size).toBe(1);
    const [loginId] = theLogin();
    expect(
      await service.logout({ ...PRINCIPAL, login: { userId: 'user_1', role: 'coach', loginId } }),
    ).toEqual(done);
    expect(logins.kept.size).toBe(0);
    expect(told).toEqual(['user_1 logged in on device_1', 'user_1 logged out on device_1']);
  });
});
