import type { DecoderEvent, DecoderProtocol, ReportParser } from '#decoder';

/** Parser for lines of `number transponder rtcTimeUs`: the shortest possible protocol. */
class ToyParser implements ReportParser {
  readonly counters = {
    bytes: 0,
    records: 0,
    rejected: { no_passing: 0 },
    unknownTypes: 0,
    unknownFields: 0,
  };
  private rest = '';

  get isBetweenRecords(): boolean {
    return this.rest === '';
  }

  push(bytes: Uint8Array): DecoderEvent[] {
    this.counters.bytes += bytes.length;
    const lines = (this.rest + Buffer.from(bytes).toString('latin1')).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map((line) => this.read(line));
  }

  end(): DecoderEvent[] {
    return this.rest === '' ? [] : [this.read(this.rest)];
  }

  private read(line: string): DecoderEvent {
    const [passingNumber = NaN, transponder = NaN, rtcTimeUs = NaN] = line.split(' ').map(Number);
    if (Number.isNaN(passingNumber + transponder + rtcTimeUs)) {
      this.counters.rejected.no_passing++;
      return { kind: 'rejected', reason: 'no_passing', bytes: Buffer.from(line) };
    }
    this.counters.records++;
    const fields = { passingNumber, transponder, rtcTimeUs };
    return { kind: 'record', record: { kind: 'passing', type: 'LINE', fields, asked: [], raw: [] } };
  }
}

export const toy: DecoderProtocol = {
  name: 'toy',
  kind: 'x2_decoder',
  transports: { tcp: { defaultPort: 4000 } },
  createParser: () => new ToyParser(),
  framing: undefined,
  dialogue: undefined,
};
