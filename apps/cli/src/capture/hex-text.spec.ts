import { formatOf } from './capture-format.js';
import { HexText } from './hex-text.js';

function read(...lines: string[]): { hex: string; warned: string[] } {
  const warned: string[] = [];
  const text = new HexText((message) => warned.push(message));
  const parts = lines.map((line) => text.push(line));
  return { hex: Buffer.concat([...parts, text.end()]).toString('hex'), warned };
}

describe(formatOf.name, () => {
  const hex = (digits: string): Buffer => Buffer.from(digits.replace(/ /g, ''), 'hex');
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

  it.each([
    ['nothing', Buffer.alloc(0), { kind: 'empty' }],
    ['a frame', hex('8e 02 0b00 0000 0000 0200 8f'), { kind: 'raw' }],
    [
      'the middle of a frame that begins like text',
      hex('30 31 0a 0104 b29b0100 0304 27fc7000 8f 0d0a 8e02'),
      { kind: 'raw' },
    ],
    [
      'a frame that is mostly text',
      Buffer.concat([hex('8e02'), Buffer.alloc(500, 'FL-94890')]),
      { kind: 'raw' },
    ],
    ['bytes of anything', hex('1f8b0800000000000003cbcf5628ce'), { kind: 'raw' }],
    ['hex', Buffer.from('8E02'), { kind: 'text', encoding: 'utf-8' }],
    ['hex behind a mark', Buffer.from('\ufeff8E02'), { kind: 'text', encoding: 'utf-8' }],
    ['UTF-16 behind a mark', utf16('\ufeff8E02'), { kind: 'text', encoding: 'utf-16le' }],
    ['UTF-16 the other way round', utf16('\ufeff8E02').swap16(), { kind: 'text', encoding: 'utf-16be' }],
    ['UTF-16 without a mark', utf16('8E02'), { kind: 'text', encoding: 'utf-16le' }],
    [
      'UTF-16 without a mark, the other way round',
      utf16('8E02').swap16(),
      { kind: 'text', encoding: 'utf-16be' },
    ],
    [
      'a comment with the byte of a SOR in it',
      Buffer.from('# \u00ce\u00ce\u00ce\n8E02'),
      { kind: 'text', encoding: 'utf-8' },
    ],
    [
      'a comment in Latin-1',
      Buffer.from('# Z\u00fcrich, on Sunday\n8E02', 'latin1'),
      { kind: 'text', encoding: 'utf-8' },
    ],
  ])('tells %s', (_, beginning, format) => {
    expect(formatOf(beginning)).toEqual(format);
  });
});

describe(HexText.name, () => {
  it('leaves out what a log says beside the bytes, and tells of it', () => {
    const { hex, warned } = read(
      '12:00:00 link opened on port 5403',
      '12:00:01 RX: 8e 02',
      '12:00:01 TX: 8e 00 8f',
      '12:00:02 session: 550e8400-e29b-41d4-a716-446655440000',
      '12:00:03',
      '12:00:04 RX: 8f',
    );
    expect(hex).toBe('8e028f');
    expect(warned).toEqual([
      '3 lines, line 1 the first of them, have no bytes of a frame, and left out',
      'line 3 has what was sent to the decoder, and left out',
    ]);
  });

  it.each(['time,hex', '"time";"data"', 'Zeit\tDaten (hex)'])(
    'leaves out %j, the head of a table',
    (head) => {
      const { hex, warned } = read(head, '12:00:01,8e028f');
      expect(hex).toBe('8e028f');
      expect(warned).toEqual(['line 1 has no bytes of a frame, and left out']);
    },
  );

  it('takes no other line than the first for the head of a table', () => {
    expect(() => read('12:00:01,8e028f', 'time,hex')).toThrow('line 2 is no frame in hex');
  });

  it('reads bytes between colons that could be a time', () => {
    expect(read('8e:02:33:00:12', '12:34:56:07:09:8f').hex).toBe('8e0233001212345607098f');
  });

  it('reads a dump that a log introduces, and one behind another', () => {
    const { hex } = read(
      '12:00:00 RX 4 bytes',
      '00000000  8e 02 33 00                                       |..3.|',
      '12:00:01 RX 2 bytes',
      '00000000  01 8f                                             |..|',
      '00000000: 8e02 8f  ...',
    );
    expect(hex).toBe('8e023300018f8e028f');
  });

  it('tells where a dump lacks a part, and how it ends', () => {
    const line = (at: string) =>
      `${at}: ${Array.from({ length: 8 }, () => '8e02').join(' ')}  ................`;
    expect(read(line('00000010'), line('00000040')).warned).toEqual([
      'a dump goes on at 00000040: the 32 bytes before it are missing',
    ]);
    expect(read(line('00000010'), '*').warned).toEqual([
      'a dump ends with *, which does not tell how often its last line comes: make the dump with -v',
    ]);
  });

  it.each([
    ['a word', 'hello'],
    ['half a byte', '8e 02 330'],
    ['words with letters of hex', 'a bad cafe'],
    ['the text of another decoder', '$690011114501855152D9C00'],
    ['numbers behind a word', 'port 5403'],
    ['binary digits', '8e 02 2x'],
  ])('names the line that is %s', (_, line) => {
    expect(() => read('8e', line)).toThrow('line 2 is no frame in hex; comments begin with #');
  });
});
