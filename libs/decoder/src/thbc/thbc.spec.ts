import { encodePassing, type SentPassing } from './encode-message.js';
import { thbc } from './protocol.js';

const NOON_US = 12 * 3_600_000_000;
const SENT: SentPassing = {
  channel: 'STA',
  transponder: 45_036,
  timeOfDayUs: NOON_US,
  level: 32,
  battery: 1,
};

const eventsOf = (bytes: Uint8Array): readonly unknown[] => {
  const parser = thbc.createParser();
  return [...parser.push(bytes), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};
const withChecksum = (content: string): Uint8Array => {
  const sum = Buffer.from(content, 'latin1').reduce((total, byte) => total + byte, 0);
  return Buffer.from(`<${content}${String(sum).padStart(4, '0')}>\r\n`, 'latin1');
};

describe('thbc', () => {
  it('reads a passing: 38 characters and a line end, with the time of day', () => {
    const message = encodePassing({ ...SENT, timeOfDayUs: NOON_US + 59 * 60_000_000 + 7_089_000 });
    expect(message).toHaveLength(40);
    expect(Buffer.from(message).toString()).toMatch(/^<STA 045036 12:59'07"089 32 01 1 [0-9]{4}>\r\n$/);
    expect(eventsOf(message)).toMatchObject([
      {
        kind: 'passing',
        fields: { loop: 'STA', transponder: 45_036, rtcTimeUs: 46_747_089_000, strength: 32, flags: 0 },
      },
    ]);
  });

  it('tells a low battery, and has no transponder where a person pressed the button', () => {
    expect(eventsOf(encodePassing({ ...SENT, battery: 2 }))).toMatchObject([{ fields: { flags: 1 } }]);
    const [button] = eventsOf(encodePassing({ ...SENT, channel: 'MAN', transponder: 0 })) as {
      fields: { transponder?: number };
    }[];
    expect(button?.fields.transponder).toBeUndefined();
  });

  it('reads a status, and lets the configuration pass', () => {
    expect(eventsOf(Buffer.from(`[12:00'05 21 34 30 40 ]\r\n`))).toMatchObject([
      { kind: 'status', fields: { noise: 21 } },
    ]);
    expect(eventsOf(Buffer.from(`+++${'\x01'.repeat(50)}\r\n`))).toMatchObject([{ type: 'CONFIG' }]);
  });

  it('rejects a wrong checksum, and times that no clock shows', () => {
    const spoiled = Buffer.from(encodePassing(SENT)).toString().replace('045036', '045037');
    expect(eventsOf(Buffer.from(spoiled))).toEqual(['bad_checksum']);
    expect(eventsOf(withChecksum(`STA 023067 80:27'53"016 01 01 1 `))).toEqual(['bad_field']);
    expect(eventsOf(withChecksum(`STA 023067 23:60'53"016 01 01 1 `))).toEqual(['bad_field']);
    expect(eventsOf(Buffer.from('<STA>\r\n'))).toEqual(['bad_message']);
  });
});
