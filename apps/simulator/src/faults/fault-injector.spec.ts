import { encodeRecord, P3Parser, type RejectReason } from '#p3';
import { FaultInjector } from './fault-injector.js';
import type { FaultOptions } from './fault-options.js';

/** Frames of many contents, so that escapes fall everywhere, also into the CRC. */
const FRAMES = Array.from({ length: 3000 }, (_, index) =>
  encodeRecord('PASSING', { passingNumber: index, transponder: 0x8d8e_8f00 + index }, { version: 2 }),
);

/** Sends every frame once over a faulty line, a good one at the end. */
function readThrough(options: FaultOptions): {
  numbers: number[];
  rejected: Partial<Record<RejectReason, number>>;
} {
  const injector = new FaultInjector(options, 3);
  const parser = new P3Parser();
  const numbers: number[] = [];
  const take = (bytes: Uint8Array): void => {
    for (const event of parser.push(bytes)) {
      if (event.kind === 'record' && event.record.type === 'PASSING') {
        numbers.push(event.record.fields.passingNumber ?? -1);
      }
    }
  };
  for (const frame of FRAMES) for (const piece of injector.deliver(frame).pieces) take(piece);
  take(encodeRecord('PING'));
  return { numbers, rejected: parser.counters.rejected };
}

const ALL = FRAMES.map((_, index) => index);

describe('FaultInjector', () => {
  it('should change nothing without faults', () => {
    expect(readThrough({})).toEqual({ numbers: ALL, rejected: {} });
    expect(new FaultInjector().holdsBack()).toBe(false);
  });

  it('should cut frames into pieces without losing a byte', () => {
    const injector = new FaultInjector({ cutFrame: 1 });
    for (const frame of FRAMES) {
      const { pieces, thenCut } = injector.deliver(frame);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.every((piece) => piece.length > 0)).toBe(true);
      expect(Buffer.concat([...pieces])).toEqual(Buffer.from(frame));
      expect(thenCut).toBe(false);
    }
    expect(readThrough({ cutFrame: 1 })).toEqual({ numbers: ALL, rejected: {} });
  });

  it('should spoil the CRC and nothing else', () => {
    expect(readThrough({ badCrc: 1 })).toEqual({ numbers: [], rejected: { bad_crc: FRAMES.length } });
  });

  it('should truncate frames', () => {
    expect(readThrough({ truncateFrame: 1 })).toEqual({
      numbers: [],
      rejected: { truncated: FRAMES.length },
    });
  });

  it('should flip a single bit, so that the frame is rejected', () => {
    const injector = new FaultInjector({ flippedBit: 1 });
    for (const frame of FRAMES.slice(0, 100)) {
      const [flipped] = injector.deliver(frame).pieces;
      const bits = frame.reduce((sum, byte, at) => sum + ones(byte ^ (flipped?.[at] ?? 0)), 0);
      expect(bits).toBe(1);
    }
    expect(readThrough({ flippedBit: 1 }).numbers).toEqual([]);
  });

  it('should put junk before frames and harm none of them', () => {
    const { numbers, rejected } = readThrough({ junk: 1 });
    expect(numbers).toEqual(ALL);
    expect(rejected.junk).toBeGreaterThan(FRAMES.length / 2);
  });

  it('should put malformed frames of every kind before frames, none of which is one, and harm none of them', () => {
    const { numbers, rejected } = readThrough({ malformed: 1 });
    expect(numbers).toEqual(ALL);
    expect(Object.keys(rejected).toSorted()).toEqual([
      'bad_crc',
      'bad_escape',
      'bad_length',
      'dangling_escape',
      'junk',
      'oversize',
      'too_short',
      'truncated',
    ]);
    const total = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(FRAMES.length);
  });

  it('should end the connection within a frame', () => {
    const [frame] = FRAMES;
    if (frame === undefined) throw new Error('no frame');
    const injector = new FaultInjector({ cutConnection: 1 });
    const lengths = new Set<number>();
    for (let cut = 0; cut < 2000; cut++) {
      const { pieces, thenCut } = injector.deliver(frame);
      expect(thenCut).toBe(true);
      lengths.add(pieces[0]?.length ?? 0);
    }
    expect([...lengths].sort((a, b) => a - b)).toEqual(Array.from(frame.slice(1), (_, at) => at + 1));
  });

  it('should hold passings back, and send nothing at all when silent', () => {
    expect(new FaultInjector({ hole: 1 }).holdsBack()).toBe(true);
    expect(readThrough({ silent: true })).toEqual({ numbers: [], rejected: {} });
  });

  it('should meet the asked share, the same frames for the same seed, until it is switched off', () => {
    const lost = readThrough({ badCrc: 0.1 });
    expect(readThrough({ badCrc: 0.1 })).toEqual(lost);
    expect(lost.numbers.length / FRAMES.length).toBeGreaterThan(0.87);
    expect(lost.numbers.length / FRAMES.length).toBeLessThan(0.93);

    const injector = new FaultInjector({ badCrc: 1 });
    injector.set({});
    for (const frame of FRAMES) expect(injector.deliver(frame).pieces).toEqual([frame]);
  });

  it('should refuse what is no probability by its name', () => {
    expect(() => new FaultInjector({ badCrc: 1.5 })).toThrow(
      'fault badCrc: 1.5 is no probability, give 0 to 1',
    );
    expect(() => new FaultInjector({ junk: NaN })).toThrow(RangeError);
  });
});

function ones(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
