import { decoderHealth } from './decoder-health.js';

const NOW_MS = 1_707_847_920_000;
const CONNECTED = {
  link: 'connected',
  linkSinceMs: NOW_MS - 3_600_000,
  lastError: undefined,
  lastRecordAtMs: NOW_MS - 4000,
  statusPeriodMs: 5000,
} as const;
const of = (
  given: Partial<Parameters<typeof decoderHealth>[1]> = {},
  licenseTrouble?: string,
  recordingTrouble?: string,
  linkPhrase?: string,
  clockTrouble?: string,
): ReturnType<typeof decoderHealth> =>
  decoderHealth(
    'finish',
    { ...CONNECTED, ...given },
    {
      licenseTrouble,
      recordingTrouble,
      linkPhrase,
      clockTrouble,
      questionTrouble: undefined,
      unheardTrouble: undefined,
    },
    false,
    NOW_MS,
  );

describe(decoderHealth.name, () => {
  it('is active as long as it is heard of within three of its status periods', () => {
    expect(of()).toEqual({ isConnected: true, isActive: true, trouble: undefined });
    expect(of({ lastRecordAtMs: NOW_MS - 15_000 }).isActive).toBe(true);
    expect(of({ lastRecordAtMs: NOW_MS - 15_001 })).toEqual({
      isConnected: true,
      isActive: false,
      trouble: 'Decoder finish is connected, and has sent nothing that can be read for 15 s.',
    });
    expect(of({ lastRecordAtMs: NOW_MS - 50_000, statusPeriodMs: 20_000 }).isActive).toBe(true);
  });

  it('is given time after it was connected', () => {
    const fresh = { linkSinceMs: NOW_MS - 2000, lastRecordAtMs: undefined };
    expect(of(fresh)).toEqual({ isConnected: true, isActive: false, trouble: undefined });
    expect(of({ ...fresh, lastRecordAtMs: NOW_MS - 60_000 }).trouble).toBeUndefined();
    expect(of({ ...fresh, linkSinceMs: NOW_MS - 20_000 }).trouble).toMatch(/for 20 s\.$/);
  });

  it('is not connected, and says why', () => {
    const down = {
      link: 'waiting',
      lastError: 'track:5403: connection refused: is the decoder on?',
    } as const;
    expect(of(down)).toEqual({
      isConnected: false,
      isActive: false,
      trouble: 'Decoder finish is not connected: track:5403: connection refused: is the decoder on?',
    });
    expect(of({ ...down, lastError: 'no such host name' }).trouble).toMatch(/: no such host name\.$/);
    expect(of({ link: 'connecting' }).trouble).toBe('Decoder finish is not connected yet.');
  });

  it('is not taken for connected where its link is not read, and says what is known', () => {
    expect(of({}, undefined, undefined, 'not read since 18:12:00 UTC.')).toEqual({
      isConnected: false,
      isActive: false,
      trouble: 'Decoder finish is not read since 18:12:00 UTC.',
    });
  });

  it('says what is wrong with its licence, connected or not', () => {
    const trouble = 'No licence here holds p3_decoder.';
    expect(of({ link: 'barred' }, trouble).trouble).toBe(`Decoder finish: ${trouble}`);
    expect(of({}, trouble)).toEqual({
      isConnected: true,
      isActive: true,
      trouble: `Decoder finish: ${trouble}`,
    });
  });

  it('says that its recorder fails, where nothing is worse', () => {
    const trouble = 'Its bytes are not recorded: ENOSPC: no space left on device.';
    expect(of({}, undefined, trouble)).toEqual({
      isConnected: true,
      isActive: true,
      trouble: `Decoder finish: ${trouble}`,
    });
    expect(of({}, 'No licence.', trouble).trouble).toBe('Decoder finish: No licence.');
  });

  it('takes no silence for a fault where a decoder speaks of riders alone, once it was heard', () => {
    const troubles = {
      licenseTrouble: undefined,
      recordingTrouble: undefined,
      linkPhrase: undefined,
      clockTrouble: undefined,
      questionTrouble: undefined,
    };
    const heard = { ...CONNECTED, lastRecordAtMs: NOW_MS - 3_000_000 };
    const silent = (state: typeof heard, unheardTrouble?: string): ReturnType<typeof decoderHealth> =>
      decoderHealth('finish', state, { ...troubles, unheardTrouble }, true, NOW_MS);
    expect(silent(heard)).toEqual({ isConnected: true, isActive: false, trouble: undefined });
    const before = { ...heard, lastRecordAtMs: heard.linkSinceMs - 1 };
    expect(silent(before, 'Nothing came.')).toEqual({
      isConnected: true,
      isActive: false,
      trouble: 'Decoder finish: Nothing came.',
    });
  });
});
