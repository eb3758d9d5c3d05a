import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import { Problem } from '../../platform/problems/problem.js';
import {
  deviceRemoved,
  type LicenseChange,
  licenseRevoked,
  licensesReplaced,
  type Seats,
} from './holdings.js';
import { GRACE_MS, type License } from './license.js';
import type { LicenseStore } from './license-store.js';
import type { RunningDecoders } from './running-decoders.js';
import { TimingGuard } from './timing-guard.js';

const NOW_MS = 1_707_934_320_000;

function license(code: string, given: Partial<License> = {}): License {
  const validUntilMs = NOW_MS + 1000;
  return {
    code,
    features: ['p3_decoder'],
    deviceLimit: 1,
    validUntilMs,
    createdAtMs: 0,
    revokedAtMs: null,
    ...given,
  };
}

const LAPSED = { validUntilMs: NOW_MS - GRACE_MS - 1 };

interface Situation {
  readonly licenses: readonly License[];
  readonly seats: Readonly<Record<string, readonly string[]>>;
  /** States of the decoders' links. */
  readonly links: Readonly<Record<string, 'connected' | 'waiting' | 'barred'>>;
}

function guardOf({ licenses, seats, links }: Situation): TimingGuard {
  const store: Pick<LicenseStore, 'all' | 'seats'> = {
    all: () => Promise.resolve(licenses),
    seats: (): Promise<Seats> => Promise.resolve(new Map(Object.entries(seats))),
  };
  const decoders: RunningDecoders = {
    runningBy: (stateOf) =>
      Object.entries(links).flatMap(([decoderId, link]) => {
        const state = stateOf('p3_decoder');
        const isRunning = state === 'granted' || (state === 'lapsed' && link === 'connected');
        return isRunning ? [{ decoderId, address: { kind: 'p3_decoder' } } as ConfiguredDecoder] : [];
      }),
  };
  return new TimingGuard(store as LicenseStore, decoders, { nowMs: () => NOW_MS });
}

/** Returns the decoders that a change would stop; a change that would stop none is made. */
async function stoppedBy(change: LicenseChange, situation: Situation): Promise<unknown> {
  try {
    expect(await guardOf(situation).change(change, false, () => Promise.resolve('made'))).toBe('made');
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect([error.status, error.reason]).toEqual([409, 'would_stop_timing']);
    return error.details.decoders;
  }
}

describe(TimingGuard.name, () => {
  const links = { finish: 'connected', back: 'waiting' } as const;
  const seats = { box: ['A'], other: ['B'] };

  it('counts what is connected, and what is tried for', async () => {
    const one = { licenses: [license('A')], seats, links };
    expect(await stoppedBy(licenseRevoked('A'), one)).toEqual(['finish', 'back']);
    expect(await stoppedBy(deviceRemoved('box'), one)).toEqual(['finish', 'back']);
    expect(await stoppedBy(deviceRemoved('nobody'), one)).toEqual([]);
    const two = { ...one, licenses: [license('A'), license('B')] };
    expect(await stoppedBy(licenseRevoked('A'), two)).toEqual([]);
  });

  it('counts a link that outlives its licence, and no other of that licence', async () => {
    const lapsed = { licenses: [license('A', LAPSED)], seats, links };
    expect(await stoppedBy(licenseRevoked('A'), lapsed)).toEqual(['finish']);
  });

  it('counts it as stopped where no link would be opened any more', async () => {
    const both = { licenses: [license('A'), license('B', LAPSED)], seats, links };
    expect(await stoppedBy(licenseRevoked('A'), both)).toEqual(['finish', 'back']);
    expect(await stoppedBy(licenseRevoked('B'), both)).toEqual([]);
  });

  it('has nothing to keep where no licence allows anything', async () => {
    const revoked = { licenses: [license('A', { revokedAtMs: 1 })], seats, links };
    expect(await stoppedBy(licenseRevoked('A'), revoked)).toEqual([]);
    expect(await stoppedBy(deviceRemoved('box'), revoked)).toEqual([]);
  });

  it.each<[string, Partial<License>, Situation['seats']]>([
    ['is not there', { code: 'another' }, seats],
    ['has run out', LAPSED, seats],
    ['was revoked', { revokedAtMs: 1 }, seats],
    ['has no seat left', { deviceLimit: 1 }, { ...seats, third: ['new'] }],
  ])('leaves a licence that %s to who refuses it', async (_, given, held) => {
    const fresh = license('new', { features: ['cloud_sync'], ...given });
    const situation = { licenses: [license('A'), fresh], seats: held, links };
    expect(await stoppedBy(licensesReplaced('box', 'new'), situation)).toEqual([]);
    const good = { ...situation, licenses: [license('A'), license('new', { features: [] })], seats };
    expect(await stoppedBy(licensesReplaced('box', 'new'), good)).toEqual(['finish', 'back']);
  });

  it('goes on after a change that failed, and makes one that is forced', async () => {
    const guard = guardOf({ licenses: [license('A')], seats, links });
    const failing = guard.change(licenseRevoked('B'), false, () => Promise.reject(new Error('the store')));
    await expect(failing).rejects.toThrow('the store');
    expect(await guard.change(licenseRevoked('A'), true, () => Promise.resolve('made'))).toBe('made');
  });

  it('names a few of many, and how many more', async () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`d${at}`, 'connected'] as const));
    const guard = guardOf({ licenses: [license('A')], seats, links: many });
    const refused = guard.change(licenseRevoked('A'), false, () => Promise.resolve());
    await expect(refused).rejects.toThrow(
      'This would stop the decoders d0, d1, d2, d3, d4 and 3 more, which need p3_decoder, which no licence',
    );
  });
});
