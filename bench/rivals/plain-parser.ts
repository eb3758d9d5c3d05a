/** A plain P3 parser: concatenates, searches, and makes an object of each field. Its answers are right. */
export interface PlainField {
  readonly id: number;
  readonly name: string;
  readonly value: number | bigint | string;
}

export interface PlainRecord {
  readonly type: number;
  readonly fields: readonly PlainField[];
}

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'passingNumber',
  0x03: 'transponder',
  0x04: 'rtcTimeUs',
  0x05: 'strength',
  0x06: 'hits',
  0x08: 'flags',
  0x30: 'battery',
  0x31: 'temperature',
  0x81: 'decoderId',
};

export class PlainParser {
  private rest = Buffer.alloc(0);

  push(chunk: Uint8Array): PlainRecord[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const records: PlainRecord[] = [];
    for (;;) {
      const start = this.rest.indexOf(0x8e);
      const end = start < 0 ? -1 : this.rest.indexOf(0x8f, start);
      if (end < 0) return records;
      const bytes = unescape(this.rest.subarray(start, end + 1));
      this.rest = this.rest.subarray(end + 1);
      if (crcHolds(bytes)) records.push({ type: bytes.readUInt16LE(8), fields: fieldsOf(bytes) });
    }
  }
}

function unescape(frame: Buffer): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < frame.length; at++) {
    const byte = frame[at] ?? 0;
    bytes.push(byte === 0x8d ? (frame[++at] ?? 0) - 0x20 : byte);
  }
  return Buffer.from(bytes);
}

const TABLE = Array.from({ length: 256 }, (_, index) => {
  let register = index << 8;
  for (let bit = 0; bit < 8; bit++) register = (register << 1) ^ ((register & 0x8000) === 0 ? 0 : 0x1021);
  return register & 0xffff;
});

function crcHolds(bytes: Buffer): boolean {
  let register = 0xffff;
  for (const [at, byte] of bytes.entries()) {
    register = (TABLE[register >> 8] ?? 0) ^ ((register << 8) & 0xffff) ^ (at === 4 || at === 5 ? 0 : byte);
  }
  return register === bytes.readUInt16LE(4);
}

function fieldsOf(bytes: Buffer): PlainField[] {
  const fields: PlainField[] = [];
  for (let at = 10; at < bytes.length - 1;) {
    const id = bytes.readUInt8(at);
    const length = bytes.readUInt8(at + 1);
    fields.push({
      id,
      name: NAMES[id] ?? `field${id}`,
      value: valueOf(bytes.subarray(at + 2, at + 2 + length)),
    });
    at += 2 + length;
  }
  return fields;
}

function valueOf(bytes: Buffer): number | bigint | string {
  switch (bytes.length) {
    case 1:
      return bytes.readUInt8(0);
    case 2:
      return bytes.readUInt16LE(0);
    case 4:
      return bytes.readUInt32LE(0);
    case 8:
      return bytes.readBigUInt64LE(0);
    default:
      return bytes.toString('latin1');
  }
}
