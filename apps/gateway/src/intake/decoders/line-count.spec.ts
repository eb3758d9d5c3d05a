import type { DecoderEvent } from '#decoder';
import { LineCount } from './line-count.js';

const status = (sequence: number): DecoderEvent => ({
  kind: 'record',
  record: { kind: 'status', type: 'STATUS', fields: { sequence }, asked: [], raw: [] },
});

describe(LineCount.name, () => {
  const lines = (...numbers: number[]): DecoderEvent[] => numbers.map(status);

  it('tells the lines between those that came, over chunks and links', () => {
    const count = new LineCount();
    expect(count.note(lines(40, 41, 44), 1000)).toEqual([{ from: 42, until: 43 }]);
    expect(count.note(lines(45), 2000)).toEqual([]);
    expect(count.note(lines(50), 3000)).toEqual([{ from: 46, until: 49 }]);
    expect([count.lost, count.sinceMs]).toEqual([6, 1000]);
  });

  it('takes lower numbers for a decoder that was switched on again, and a line that came twice for one', () => {
    const count = new LineCount();
    count.note(lines(500, 501), 0);
    expect(count.note(lines(500, 501, 502), 0)).toEqual([]);
    expect(count.note(lines(0, 1, 2), 0)).toEqual([]);
    expect(count.note(lines(4), 0)).toEqual([{ from: 3, until: 3 }]);
  });
});
