import { type PassingsOfDecoder, trackNotices } from './track-notices.js';

const NOW_MS = 1_707_847_920_000;
const finish: PassingsOfDecoder = {
  decoderId: 'finish',
  loopId: 1,
  isConnected: true,
  lastPassingAtMs: NOW_MS - 2000,
  missing: undefined,
  alarms: [],
};
const back: PassingsOfDecoder = { ...finish, decoderId: 'back', loopId: 2, lastPassingAtMs: NOW_MS - 40_000 };
const of = (...decoders: PassingsOfDecoder[]): string[] => trackNotices(decoders, NOW_MS);

describe(trackNotices.name, () => {
  it('names a loop that is silent while riders are on the track', () => {
    expect(of(finish, back)).toEqual([
      'Riders are on the track, but loop 2 of decoder back is silent for 40 s.',
    ]);
  });

  it.each<[string, PassingsOfDecoder[]]>([
    ['nobody rides', [{ ...finish, lastPassingAtMs: NOW_MS - 20_000 }, back]],
    ['it was crossed a moment ago', [finish, { ...back, lastPassingAtMs: NOW_MS - 39_000 }]],
    ['it was not crossed for an hour', [finish, { ...back, lastPassingAtMs: NOW_MS - 3_601_000 }]],
    ['it never was', [finish, { ...back, lastPassingAtMs: undefined }]],
    ['its decoder is away, which is told by itself', [finish, { ...back, isConnected: false }]],
  ])('says nothing where %s', (_, decoders) => {
    expect(of(...decoders)).toEqual([]);
  });

  it('tells what is missing for a day', () => {
    const missing = { summary: '3 passings missing since 2024-02-13 18:12 UTC.', sinceMs: NOW_MS - 60_000 };
    expect(of({ ...finish, missing })).toEqual([`Decoder finish: ${missing.summary}`]);
    expect(of({ ...finish, missing: { ...missing, sinceMs: NOW_MS - 86_400_001 } })).toEqual([]);
  });

  it('tells an alarm for a quarter of an hour', () => {
    const alarm = { kind: 'clock_jumped', atMs: NOW_MS - 1000, message: 'its clock jumped' } as const;
    const old = { ...alarm, atMs: NOW_MS - 15 * 60_000 - 1 };
    expect(of({ ...finish, alarms: [alarm, old] })).toEqual(['Decoder finish: its clock jumped.']);
  });
});
