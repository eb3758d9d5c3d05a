import type { Request } from 'express';
import type { Device, User, Users } from '../../accounts/accounts.js';
import { BOX, JOHN } from '../../accounts/testing/john-on-a-box.js';
import type { DeviceGuard } from '../device/device.guard.js';
import type { GatewaySecrets } from '../secrets/gateway-secrets.js';
import { contextOf, requestWith } from '../testing/request-with.js';
import { LoginGuard } from './login.guard.js';
import { type Login, type LoginStore } from './login-store.js';
import { SCOPES_OF_ROLE } from '../../accounts/rights.js';
import { Tokens } from './tokens.js';

const NOW_MS = 1_700_000_000_000;
const IDLE_MS = 7 * 86_400_000;
const CLAIMS = { userId: 'user_1', deviceId: 'device_1', loginId: 'login_1' };

describe(LoginGuard.name, () => {
  let device: Device | undefined;
  let user: User | undefined;
  let login: Login | undefined;
  let nowMs: number;
  let looks: number;
  beforeEach(() => {
    [nowMs, looks] = [NOW_MS, 0];
    device = BOX;
    user = JOHN;
    login = {
      userId: 'user_1',
      email: 'john@example.com',
      deviceId: 'device_1',
      userGeneration: 'of the user',
      deviceGeneration: 'of the device',
      usedAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 30 * 86_400_000,
    };
  });

  const clock = { nowMs: () => nowMs };
  const [accessKey, refreshKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const tokens = new Tokens({ accessKey, refreshKey } as GatewaySecrets, clock);
  const guard = new LoginGuard(
    {
      isOffered: ({ headers }: Request) => headers['x-device-id'] !== undefined,
      deviceOf: () => Promise.resolve(device),
    } as unknown as DeviceGuard,
    tokens,
    {
      find: (id: string) => Promise.resolve(id === 'login_1' ? login : undefined),
      renew: (_: string, next: Login) => {
        if (login !== undefined) login = next;
        return Promise.resolve(login !== undefined);
      },
      end: () => {
        login = undefined;
        return Promise.resolve();
      },
    } as unknown as LoginStore,
    {
      find: (email: string) => Promise.resolve(email === user?.email ? user : undefined),
      all: () => {
        looks++;
        return Promise.resolve(user === undefined ? [] : [user]);
      },
    } as unknown as Users,
    clock,
  );
  const identify = (authorization?: string): ReturnType<LoginGuard['identify']> =>
    guard.identify(contextOf(requestWith(authorization === undefined ? {} : { authorization })));
  const withToken = (claims = CLAIMS): ReturnType<LoginGuard['identify']> =>
    identify(`Bearer ${tokens.make('access', claims)}`);

  it('knows who is logged in on which device, and what the role allows', async () => {
    expect(await withToken()).toEqual({
      id: 'user:user_1',
      scopes: SCOPES_OF_ROLE.coach,
      deviceId: 'device_1',
      login: { userId: 'user_1', role: 'coach', loginId: 'login_1' },
    });
    expect(await identify(`bearer ${tokens.make('access', CLAIMS)}`)).toBeDefined();
  });

  it.each<[string, () => void]>([
    ['the device proves nothing', () => (device = undefined)],
    ['it is another device', () => (device = device && { ...device, id: 'device_2' })],
    ['the device was registered anew', () => (device = device && { ...device, generation: 'another' })],
    ['the login was ended', () => (login = undefined)],
    ['the login was on another device', () => (login = login && { ...login, deviceId: 'device_2' })],
    ['the login was of another user', () => (login = login && { ...login, userId: 'user_2' })],
    ['the user is gone', () => (user = undefined)],
    ['the password is a new one', () => (user = user && { ...user, generation: 'another' })],
    ['the address is of another user now', () => (user = user && { ...user, id: 'user_2' })],
    ['it was not used for a week', () => (login = login && { ...login, usedAtMs: NOW_MS - IDLE_MS })],
    ['its end has come', () => (login = login && { ...login, expiresAtMs: NOW_MS })],
  ])('knows nobody where %s', async (_, change) => {
    expect(await withToken()).toBeDefined();
    change();
    expect(await withToken()).toBeUndefined();
  });

  it('follows a user to another address, with one look at all of them', async () => {
    user = user && { ...user, email: 'jane@example.com' };
    for (let each = 0; each < 3; each++) expect(await withToken()).toBeDefined();
    expect([looks, login?.email]).toEqual([1, 'jane@example.com']);
  });

  it('looks for a user who is gone once', async () => {
    user = undefined;
    for (let each = 0; each < 3; each++) expect(await withToken()).toBeUndefined();
    expect([looks, login]).toEqual([1, undefined]);
  });

  it('goes on until its end', async () => {
    login = login && { ...login, usedAtMs: NOW_MS - IDLE_MS + 1 };
    expect(await withToken()).toBeDefined();
    login = login && { ...login, usedAtMs: NOW_MS, expiresAtMs: NOW_MS + 1 };
    expect(await withToken()).toBeDefined();
  });

  it('knows nobody by a token that says something else', async () => {
    expect(await withToken({ ...CLAIMS, userId: 'user_2' })).toBeUndefined();
    expect(await withToken({ ...CLAIMS, deviceId: 'device_2' })).toBeUndefined();
    expect(await withToken({ ...CLAIMS, loginId: 'login_2' })).toBeUndefined();
    // Token, login and user agree on a user who is not the one that logged in.
    user = user && { ...user, id: 'user_2' };
    expect(await withToken({ ...CLAIMS, userId: 'user_2' })).toBeUndefined();
  });

  it('knows nobody by what is no access token', async () => {
    const access = tokens.make('access', CLAIMS);
    for (const authorization of [
      undefined,
      '',
      access,
      `Basic ${access}`,
      `Bearer  ${access}`,
      `Bearer ${access} `,
      `a Bearer ${access}`,
      `Bearer ${access}, Bearer ${access}`,
      `Bearer ${tokens.make('refresh', CLAIMS)}`,
      `Bearer ${'x'.repeat(3000)}`,
    ]) {
      expect([authorization, await identify(authorization)]).toEqual([authorization, undefined]);
    }
  });

  it('takes a part of it for an offer', () => {
    expect(guard.isOffered(requestWith({ authorization: '' }))).toBe(true);
    expect(guard.isOffered(requestWith({ 'x-device-id': 'device_1' }))).toBe(true);
    expect(guard.isOffered(requestWith({}))).toBe(false);
  });

  it('is what it says', () => {
    expect([guard.family, guard.challenge]).toEqual(['login', 'Bearer realm="CoachLINK"']);
  });
});
