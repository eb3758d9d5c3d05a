import { type License, statusOf } from './license.js';

/** device -> the codes that it has activated, the latest at the end */
export type Seats = ReadonlyMap<string, readonly string[]>;

/** All licences, and the codes that each device has activated. */
export interface Holdings {
  readonly licenses: readonly License[];
  readonly seats: Seats;
}

/** Returns the holdings after a call; the same holdings where the call would be refused. */
export type LicenseChange = (holdings: Holdings, nowMs: number) => Holdings;

/** Returns the licences that any device has activated. */
export function activatedIn({ licenses, seats }: Holdings): License[] {
  const codes = new Set([...seats.values()].flat());
  return licenses.filter(({ code }) => codes.has(code));
}

/** Returns the licences of a device, the last activated first. */
export function licensesOf(deviceId: string, { licenses, seats }: Holdings): License[] {
  const codes = seats.get(deviceId) ?? [];
  return [...codes].reverse().flatMap((code) => licenses.find((license) => license.code === code) ?? []);
}

export function seatsTaken(code: string, seats: Seats): number {
  return [...seats.values()].filter((codes) => codes.includes(code)).length;
}

export const deviceRemoved =
  (deviceId: string): LicenseChange =>
  ({ licenses, seats }) => ({ licenses, seats: without(deviceId, seats) });

export const licenseRevoked =
  (code: string): LicenseChange =>
  ({ licenses, seats }, nowMs) => ({
    licenses: licenses.map((license) =>
      license.code === code ? { ...license, revokedAtMs: license.revokedAtMs ?? nowMs } : license,
    ),
    seats,
  });

export const licenseChanged =
  (changed: License): LicenseChange =>
  ({ licenses, seats }) => ({
    licenses: licenses.map((license) => (license.code === changed.code ? changed : license)),
    seats,
  });

/** Returns the devices that hold a seat of a licence. */
export function holdersOf(code: string, seats: Seats): string[] {
  return [...seats].flatMap(([deviceId, codes]) => (codes.includes(code) ? [deviceId] : []));
}

export const seatsFreed =
  (code: string, deviceIds: readonly string[]): LicenseChange =>
  ({ licenses, seats }) => ({
    licenses,
    seats: new Map(
      [...seats].map(([deviceId, codes]) => [
        deviceId,
        deviceIds.includes(deviceId) ? codes.filter((each) => each !== code) : codes,
      ]),
    ),
  });

export const licensesReplaced =
  (deviceId: string, code: string): LicenseChange =>
  (holdings, nowMs) => {
    const others = without(deviceId, holdings.seats);
    const license = holdings.licenses.find((each) => each.code === code);
    const isRefused =
      license === undefined ||
      statusOf(license, nowMs) !== 'active' ||
      seatsTaken(code, others) >= license.deviceLimit;
    return isRefused ? holdings : { ...holdings, seats: new Map([...others, [deviceId, [code]]]) };
  };

function without(deviceId: string, seats: Seats): Seats {
  return new Map([...seats].filter(([id]) => id !== deviceId));
}
