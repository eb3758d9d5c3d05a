import fc from 'fast-check';
import { IsoTimes, isoTimes } from './iso-times.js';
import { Piece } from './piece.js';

/** Zones with every kind of change: at half an hour, of half an hour, at one past midnight, over the date line, none. */
const ZONES = [
  'Europe/Amsterdam',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'America/Caracas',
  'UTC',
] as const;
const HOUR_MS = 3_600_000;

function written(times: IsoTimes, zone: string | undefined, timeMs: number): string[] {
  const { form } = isoTimes(zone);
  const piece = Piece.of(form.length);
  piece.write(form);
  times.write(piece.view, 0, timeMs);
  return piece.bytes.toString().split(',').slice(1);
}

/** Shows the wall clock of the zone. */
type Wall = (timeMs: number) => string;
function wallOf(timeZone: string): Wall {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (timeMs) => clock.format(timeMs).replace(' ', 'T');
}

/** The moments since 1975 at which the clocks of a zone are set, to the minute. */
function changesOf(onTheWall: Wall): number[] {
  const changes: number[] = [];
  const offsetAt = (ms: number): number => Date.parse(`${onTheWall(ms)}Z`) - ms;
  const stepMs = 14 * 24 * HOUR_MS;
  for (let from = Date.UTC(1975); from < Date.UTC(2030); from += stepMs) {
    let [before, behind] = [from, from + stepMs];
    if (offsetAt(before) === offsetAt(behind)) continue;
    while (behind - before > 60_000) {
      const middle = Math.floor((before + behind) / 2 / 60_000) * 60_000;
      if (offsetAt(middle) === offsetAt(before)) before = middle;
      else behind = middle;
    }
    changes.push(behind);
  }
  return changes;
}

describe(IsoTimes.name, () => {
  it.each(ZONES)('tells each moment around every change of the clocks of %s', (zone) => {
    const onTheWall = wallOf(zone);
    const changes = [...changesOf(onTheWall), Date.UTC(2024, 1, 29)];
    const moment = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }))
      .map(([change, aside]) => change + aside);
    const moments = fc.array(moment, { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(moments, fc.constantFrom(1, -1, 0), (given, order) => {
        const times = new IsoTimes(zone);
        for (const timeMs of order === 0 ? given : given.toSorted((a, b) => order * (a - b))) {
          const [utc = '', local = ''] = written(times, zone, timeMs);
          expect([utc, Date.parse(local)]).toEqual([new Date(timeMs).toISOString(), timeMs]);
          expect(local.slice(0, 19)).toBe(onTheWall(timeMs));
        }
      }),
    );
    // The moments of the changes themselves, one after the other.
    const times = new IsoTimes(zone);
    for (const timeMs of changes.flatMap((change) => [change - 1, change, change + 1]))
      expect(written(times, zone, timeMs)[1]?.slice(0, 19)).toBe(onTheWall(timeMs));
  });

  it('tells UTC alone without a zone, from 1970 on and for as long as numbers are whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: Math.floor(Number.MAX_SAFE_INTEGER / 1000) }), (timeMs) => {
        expect(written(new IsoTimes(), undefined, timeMs)).toEqual([new Date(timeMs).toISOString()]);
      }),
    );
  });
});
