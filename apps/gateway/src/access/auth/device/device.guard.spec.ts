import type { Device, Devices } from '../../accounts/accounts.js';
import { keptSecret, rotated } from '../../accounts/kept-secret.js';
import { HashKeys } from '../secrets/hash-keys.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { contextOf, requestWith } from '../testing/request-with.js';
import { DeviceGuard } from './device.guard.js';

const NOW_MS = 1_700_000_000_000;
const digest = new SecretDigest(new HashKeys(Buffer.alloc(32, 1)));

describe(DeviceGuard.name, () => {
  let kept: Device | undefined;
  let nowMs: number;
  beforeEach(() => {
    nowMs = NOW_MS;
    kept = {
      id: 'device_1',
      name: 'A box',
      createdAtMs: 0,
      generation: 'first',
      secret: rotated(keptSecret(digest, 'old'), keptSecret(digest, 'new'), NOW_MS + 1000),
    };
  });

  const find = (id: string): Device | undefined => (id === kept?.id ? kept : undefined);
  const devices = { recent: find, findAnew: (id: string) => Promise.resolve(find(id)) } as unknown as Devices;
  const guard = new DeviceGuard(devices, digest, { nowMs: () => nowMs });
  const identify = (headers: Readonly<Record<string, string>>): ReturnType<DeviceGuard['identify']> =>
    guard.identify(contextOf(requestWith(headers)));

  it('knows a device by its id and its secret, which allow nothing by themselves', async () => {
    expect(await identify({ 'x-device-id': 'device_1', 'x-device-secret': 'new' })).toEqual({
      id: 'device:device_1',
      scopes: new Set(),
      deviceId: 'device_1',
    });
  });

  it('takes the old secret until it runs out', async () => {
    const old = { 'x-device-id': 'device_1', 'x-device-secret': 'old' };
    nowMs = NOW_MS + 999;
    expect(await identify(old)).toBeDefined();
    nowMs = NOW_MS + 1000;
    expect(await identify(old)).toBeUndefined();
    expect(await identify({ ...old, 'x-device-secret': 'new' })).toBeDefined();
  });

  it.each([
    ['the id alone', { 'x-device-id': 'device_1' }],
    ['the secret alone', { 'x-device-secret': 'new' }],
    ['a wrong secret', { 'x-device-id': 'device_1', 'x-device-secret': 'newer' }],
    ['an unknown id', { 'x-device-id': 'device_2', 'x-device-secret': 'new' }],
    ['the two exchanged', { 'x-device-id': 'new', 'x-device-secret': 'device_1' }],
  ])('knows nobody by %s', async (_, headers) => {
    expect(await identify(headers)).toBeUndefined();
  });

  it('takes one of the two for an offer', () => {
    expect(guard.isOffered(requestWith({ 'x-device-id': '' }))).toBe(true);
    expect(guard.isOffered(requestWith({ 'x-device-secret': '' }))).toBe(true);
    expect(guard.isOffered(requestWith({ 'x-api-key': 'key', 'x-api-secret': 'secret' }))).toBe(false);
  });

  it('is what it says', () => {
    expect([guard.family, guard.challenge]).toEqual(['device', 'Device realm="CoachLINK"']);
  });
});
