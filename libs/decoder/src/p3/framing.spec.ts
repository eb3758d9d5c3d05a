import { FrameScanner } from './framing.js';
import { EscapedFrame } from './escaped-frame.js';
import { EOR, ESC, MAX_FRAME_BYTES, SOR, unescapeFrame, unescapedByte, WireBytes } from './wire.js';

/** Returns the scanner's reports of a stream, and checks that they do not depend on how it is cut. */
function reported(stream: Uint8Array, isEnded = true): string[] {
  const cuts = [[stream], [...stream].map((byte) => Uint8Array.of(byte)), halves(stream)];
  const [one = [], ...others] = cuts.map((pieces) => {
    const said: string[] = [];
    const scanner = new FrameScanner();
    const sink = {
      frame: ({ bytes }: WireBytes, start: number, end: number) =>
        said.push(`frame ${sizeOf(bytes, start, end)}`),
      rejected: (fault: string, bytes: Uint8Array, start: number, end: number) =>
        said.push(`${fault} ${sizeOf(bytes, start, end)}`),
    };
    for (const piece of pieces)
      for (let at = 0; at < piece.length;) at = scanner.step(new WireBytes(piece), at, sink);
    if (isEnded) {
      scanner.end(sink);
      expect(scanner.isBetweenFrames).toBe(true);
    }
    return said;
  });
  for (const other of others) expect(other).toEqual(one);
  return one;
}

function halves(stream: Uint8Array): Uint8Array[] {
  const middle = stream.length >> 1;
  return [stream.subarray(0, middle), stream.subarray(middle)];
}

/** Returns the number of bytes, the first and the last of them. */
function sizeOf(bytes: Uint8Array, start: number, end: number): string {
  const range = Buffer.from(bytes.subarray(start, end)).toString('hex');
  return `${end - start} ${range.slice(0, 2)}..${range.slice(-2)}`;
}

const filled = (count: number, byte = 1): number[] => new Array<number>(count).fill(byte);

describe(FrameScanner.name, () => {
  it.each<[string, number[], string[]]>([
    ['a frame', [SOR, 1, 2, EOR], ['frame 4 8e..8f']],
    ['two', [SOR, 1, EOR, SOR, 2, EOR], ['frame 3 8e..8f', 'frame 3 8e..8f']],
    ['the shortest', [SOR, EOR], ['frame 2 8e..8f']],
    ['junk before and behind', [7, 7, SOR, 1, EOR, 9], ['junk 2 07..07', 'frame 3 8e..8f', 'junk 1 09..09']],
    ['an end without a beginning', [EOR, 1], ['junk 2 8f..01']],
    ['a frame that another begins in', [SOR, 1, SOR, 2, EOR], ['truncated 2 8e..01', 'frame 3 8e..8f']],
    ['two beginnings at once', [SOR, SOR, EOR], ['truncated 1 8e..8e', 'frame 2 8e..8f']],
    ['half a frame at the end', [SOR, 1, 2], ['truncated 3 8e..02']],
    ['nothing', [], []],
    ['the longest frame', [SOR, ...filled(MAX_FRAME_BYTES - 2), EOR], ['frame 4096 8e..8f']],
    ['one byte more', [SOR, ...filled(MAX_FRAME_BYTES - 1), EOR], ['oversize 4096 8e..01', 'junk 1 8f..8f']],
    ['much more', [SOR, ...filled(5000)], ['oversize 4096 8e..01', 'junk 905 01..01']],
    [
      'the longest but for its end, and another',
      [SOR, ...filled(MAX_FRAME_BYTES - 2), SOR, EOR],
      ['truncated 4095 8e..01', 'frame 2 8e..8f'],
    ],
    ['much junk', filled(9000), ['junk 4096 01..01', 'junk 4096 01..01', 'junk 808 01..01']],
    [
      'as much junk as is held, and a frame',
      [...filled(MAX_FRAME_BYTES), SOR, EOR],
      ['junk 4096 01..01', 'frame 2 8e..8f'],
    ],
  ])('finds %s', (_, stream, expected) => {
    expect(reported(Uint8Array.from(stream))).toEqual(expected);
  });

  it('is between frames only where it holds nothing', () => {
    const sink = { frame: () => undefined, rejected: () => undefined };
    const scanner = new FrameScanner();
    const states = [SOR, 1, EOR, 9, SOR, EOR].map((byte) => {
      const chunk = new WireBytes(Uint8Array.of(byte));
      for (let at = 0; at < 1;) at = scanner.step(chunk, at, sink);
      return scanner.isBetweenFrames;
    });
    expect(states).toEqual([false, false, true, false, false, true]);
  });
});

describe('escapes', () => {
  it('stand for 8A to 8F alone', () => {
    const taken = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => unescapedByte(byte) >= 0);
    expect(taken).toEqual([0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf]);
    expect(taken.map(unescapedByte)).toEqual([0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f]);
  });

  const whole = (...body: number[]): Uint8Array => Uint8Array.of(SOR, ...body, EOR);
  it.each<[string, Uint8Array, number[] | string]>([
    ['none', whole(1, 2), [SOR, 1, 2, EOR]],
    ['some', whole(ESC, 0xad, 3, ESC, 0xaf), [SOR, 0x8d, 3, 0x8f, EOR]],
    ['one before the end', whole(1, ESC), 'dangling_escape'],
    ['one of what is not escaped', whole(ESC, 0x20, 1), 'bad_escape'],
    ['one of the end', whole(ESC, EOR), 'bad_escape'],
  ])('are undone in a frame: %s', (_, wire, expected) => {
    const into = new Uint8Array(MAX_FRAME_BYTES);
    const size = unescapeFrame(Uint8Array.of(9, ...wire, 9), 1, 1 + wire.length, into);
    expect(typeof size === 'string' ? size : [...into.subarray(0, size)]).toEqual(expected);
  });

  describe(EscapedFrame.name, () => {
    const frame = new EscapedFrame();

    it('is read from where it begins to behind its end', () => {
      expect(frame.read(new WireBytes(Uint8Array.of(7, SOR, 1, ESC, 0xae, 2, EOR, SOR, 3)), 1)).toBe(true);
      expect([...frame.wire.bytes.subarray(0, frame.size)]).toEqual([SOR, 1, SOR, 2, EOR]);
      expect(frame.wireEnd).toBe(7);
    });

    it.each<[string, number[]]>([
      ['its end is missing', [SOR, 1, 2]],
      ['another begins in it', [SOR, 1, SOR, 2, EOR]],
      ['an escape stands for nothing', [SOR, ESC, 1, EOR]],
      ['an escape stands for its end', [SOR, 1, ESC, EOR]],
      ['an escape is the last byte', [SOR, 1, ESC]],
      ['it is longer than the longest', [SOR, ...filled(MAX_FRAME_BYTES - 1), EOR]],
      ['it is so with an escape', [SOR, ...filled(MAX_FRAME_BYTES - 2), ESC, 0xae, EOR]],
    ])('is none where %s', (_, bytes) => {
      expect(frame.read(new WireBytes(Uint8Array.from(bytes)), 0)).toBe(false);
    });

    it('may be the longest', () => {
      expect(
        frame.read(new WireBytes(Uint8Array.of(SOR, ...filled(MAX_FRAME_BYTES - 4), ESC, 0xad, EOR)), 0),
      ).toBe(true);
      expect([frame.size, frame.wireEnd]).toEqual([MAX_FRAME_BYTES - 1, MAX_FRAME_BYTES]);
    });
  });
});
