import { isDigest, packDigest, readDigest, type Summary } from './day-digest.js';
import { CHUNK_US, DAY_CHUNKS, DAY_US, dayOf } from './record-layout.js';

const DAY = 19_000;
const summary = (
  transponder: number,
  chunkOfDay: number,
  first: number,
  last: number,
  count: number,
): Summary => {
  const chunk = DAY * DAY_CHUNKS + chunkOfDay;
  return { transponder, chunk, firstUs: chunk * CHUNK_US + first, lastUs: chunk * CHUNK_US + last, count };
};
const ALL = [
  summary(1, 0, 0, 0x01020304, 5),
  summary(0x030201, 7, 9, 10, 0x0a0b0c0d),
  summary(1, 143, 599_999_999, 599_999_999, 1),
];

describe('a digest', () => {
  it('has sixteen bytes for each summary', () => {
    const digest = packDigest(ALL);
    expect(digest.subarray(0, 16).toString('hex')).toBe(
      '010000' + '00' + '00000000' + '04030201' + '05000000',
    );
    expect(digest.subarray(16, 32).toString('hex')).toBe(
      '010203' + '07' + '09000000' + '0a000000' + '0d0c0b0a',
    );
    expect(digest).toHaveLength(48);
  });

  it('gives back what it was made of, or that of one transponder', () => {
    const digest = packDigest(ALL);
    expect(readDigest(DAY, digest)).toEqual(ALL);
    expect(readDigest(DAY, digest, 1)).toEqual([ALL[0], ALL[2]]);
    expect(readDigest(DAY, digest, 2)).toEqual([]);
    expect(readDigest(DAY, digest.subarray(0, 40))).toEqual(ALL.slice(0, 2));
  });

  it('is none where there is nothing, nothing in it, or the word of somebody who makes it', () => {
    expect([null, undefined, Buffer.alloc(0), Buffer.alloc(9), Buffer.alloc(17)].map(isDigest)).toEqual(
      new Array(5).fill(false),
    );
    expect([Buffer.alloc(16), Buffer.alloc(32)].map(isDigest)).toEqual([true, true]);
  });

  it('is of a day of 144 chunks', () => {
    expect([DAY_CHUNKS, DAY_US]).toEqual([144, 86_400_000_000]);
    expect([0, 143, 144, -1].map(dayOf)).toEqual([0, 0, 1, -1]);
  });
});
