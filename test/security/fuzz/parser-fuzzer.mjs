// Feeds the parser of a protocol unseen inputs: those that reach a new branch are kept and changed further. Run by
// parser-fuzz.security-spec.ts, and by hand: node --expose-gc test/security/fuzz/parser-fuzzer.mjs RUNS SEED PROTOCOL
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import instrumenting from 'istanbul-lib-instrument';

const [runs = 200_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
const [, , , , name = 'p3'] = process.argv;
/** First characters of the frames that `lineTarget` makes. */
const BEGINNINGS = ['\x01', '<'];
const MOST_BYTES = 600;
const PASSING = {
  passingNumber: 7,
  transponder: 105788474,
  rtcTimeUs: 1_700_000_000_000_000,
  strength: 90,
  hits: 20,
};

/** Lines of forms that a simulated decoder does not send. */
const FURTHER = {
  ammc: [
    '{"msg":"PASSING","decoder_id":"d","passing_number":7,"transponder":"105788474","tran_code":"HN-25178","rtc_time":"2024-02-13T18:12:00.123456Z","strength":90,"hits":20}',
    '[{"passing_number":"7","transponder_id":105788474,"loop_id":4294967295,"strength":90,"utc_time":"2020-09-30T14:03:15.0948+0000","local_time":"2020-09-30T16:03:15.094+0200"}]',
    '{"recordType":"Passing","passingNumber":"1A","transponder":"064E3A3A","RTC_Time":"0005E3D1A2B3C4D5","strength":"5A","hits":"14","flags":"0000","TOR":"0001","crcOk":true,"VERSION":"02","decoderId":"930F0200"}',
    '{"msg":"STATUS","noise":30,"temperature":24}',
    '{"msg":"VERSION","version":"4.3","description":"x"}',
  ],
  jsonl: [
    '{"type":"passing","number":17,"transponder":102758186,"code":"FL-94890","time_us":1707847920000000,"loop":1,"strength":85,"hits":5,"battery_v":3.2,"resent":false}',
    '{"type":"hello","decoder":"b","protocol":1,"can_resend":true,"last_number":1234}',
    '{"type":"time","time_us":1707847920000000}',
    '{"type":"status","noise":30,"temperature_c":24.5,"input_voltage_v":12.1}',
  ],
  raceresult: [
    'PASSINGS;120;12',
    'GETTIME;2024-02-13;18:12:00.5',
    'GETSTATUS;2024-02-13;18:12:00.5;1;1;0;0;11111111;1;12;1;23;1',
    '#P;7;1234567;2024-02-13;18:12:00.123;1;1A;5C;;1;1;3;;12;3.1;24;40;Box;12;1;D-5000',
    '#P;99999;99999;2024-02-13;18:12:00.123;0;0;0;;0;0;0;;0;0;0;0;Box;12;1;D-5000',
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'coachlink-fuzz-'));

/** Imports a file of the built library. */
const imported = (...path) => import(pathToFileURL(join(folder, ...path)).href);

/** Copies the built library, with a counter at each branch of the protocol and of what reads lines. */
function instrument() {
  cpSync('dist/libs/decoder/src', folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const instrumenter = instrumenting.createInstrumenter({ esModules: true, compact: false });
  for (const room of name === 'p3' ? ['p3'] : [name, 'lines'])
    for (const each of readdirSync(join(folder, room)).filter((file) => file.endsWith('.js'))) {
      const file = join(folder, room, each);
      writeFileSync(file, instrumenter.instrumentSync(readFileSync(file, 'utf8'), file));
    }
}

/** A parser to feed: its first inputs, and how an input is made to look right. */
async function target() {
  if (name !== 'p3') return lineTarget();
  const { P3Parser, encodeRecord, RECORD_TYPES, ambCrc } = await imported('p3', 'index.js');
  return {
    corpus: [
      ...Object.keys(RECORD_TYPES).map((type) => encodeRecord(type)),
      encodeRecord('PASSING', PASSING),
    ],
    special: [0x8d, 0x8e, 0x8f, 0xaa, 0xad, 0xae, 0xaf, 0, 1, 2, 4, 8, 0x7f, 0x80, 0xff],
    makeParser: (below) => new P3Parser({ checkLength: below(4) > 0 }),
    seal: (bytes) => seal(bytes, ambCrc),
  };
}

/** Lines of text: an input gets a line end, and the checksum of protocols that have one. */
async function lineTarget() {
  const { [name]: protocol } = await imported(name, 'protocol.js');
  const side = protocol.createSide();
  const inDay = { ...PASSING, rtcTimeUs: PASSING.rtcTimeUs % 86_400_000_000 };
  const sent = [side.passing(inDay, false), side.passing(inDay, true), side.status()];
  const further = (FURTHER[name] ?? []).map((line) => Buffer.from(`${line}\r\n`, 'latin1'));
  const checksums = {
    p98: async () => {
      const { crcText } = await imported('p98', 'line-crc.js');
      return (text) => `\x01${text}\tx${crcText(`${text}\t`)}`;
    },
    thbc: async () => {
      const { checksumText } = await imported('thbc', 'checksum.js');
      return (text) => `<${text.padEnd(32).slice(0, 32)}${checksumText(text.padEnd(32).slice(0, 32))}>`;
    },
  };
  const sealText = (await checksums[name]?.()) ?? ((text) => text);
  // Without its frame, so that a new one fits.
  const bare = (text) =>
    (BEGINNINGS.includes(text.charAt(0)) ? text.slice(1) : text).replace(
      /(?:\tx[0-9A-F]{4}|[0-9]{4}>)?\r?\n?$/,
      '',
    );
  return {
    corpus: [...sent.filter((bytes) => bytes !== undefined), ...further].map((bytes) =>
      Uint8Array.from(bytes),
    ),
    special: [...Buffer.from('\x01\t<>[]{}"#$@;:,\r\n-+0129.eE\\'), 0, 0x7f, 0x80, 0xff],
    makeParser: () => protocol.createParser(),
    seal: (bytes) => {
      const text = sealText(bare(Buffer.from(bytes).toString('latin1')));
      bytes.splice(0, bytes.length, ...Buffer.from(`${text}\r\n`, 'latin1'));
    },
  };
}

async function fuzz({ corpus, special, makeParser, seal: makeRight }) {
  const random = generator(seed);
  const below = (limit) => Math.floor(random() * limit);
  const counters = new Untouched();
  let records = 0;
  let rejected = 0;
  let parser = makeParser(below);

  const feed = (bytes) => {
    // Cut at a random byte, as a line does.
    const cut = below(2) === 0 ? bytes.length : below(bytes.length + 1);
    const events = [...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))];
    if (below(64) === 0) {
      events.push(...parser.end());
      parser = makeParser(below);
    }
    for (const { kind } of events) {
      if (kind === 'record') records++;
      else if (kind === 'rejected') rejected++;
      else throw new Error(`an event of the kind ${kind}`);
    }
  };
  for (const bytes of corpus) feed(bytes);
  counters.touch();

  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  let peak = heapBefore;
  const beginMs = performance.now();
  for (let run = 0; run < runs; run++) {
    const bytes = mutated(corpus[below(corpus.length)], { below, corpus, special, makeRight });
    try {
      feed(bytes);
    } catch (error) {
      throw new Error(`run ${run} of seed ${seed}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
    if (counters.touch()) corpus.push(bytes);
    if (run % 1_000_000 === 999_999) {
      globalThis.gc?.();
      peak = Math.max(peak, process.memoryUsage().heapUsed);
      process.stderr.write(`fuzz: ${run + 1} runs, ${corpus.length} inputs kept\n`);
    }
  }
  const seconds = (performance.now() - beginMs) / 1000;
  globalThis.gc?.();
  peak = Math.max(peak, process.memoryUsage().heapUsed);
  return {
    runs,
    seed,
    records,
    rejected,
    corpus: corpus.length,
    untouched: counters.left(),
    heapGrowthMb: Math.round((peak - heapBefore) / 104_857.6) / 10,
    runsPerSecond: Math.round(runs / seconds),
  };
}

/** Returns an input with one to four changes; every other one is then made to look right, so that the parser looks further. */
function mutated(from, { below, corpus, special, makeRight }) {
  let bytes = Array.from(from);
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length + 1);
    switch (below(7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        bytes[at] = special[below(special.length)];
        break;
      case 2:
        bytes[at] = below(256);
        break;
      case 3:
        bytes.splice(at, 1 + below(8));
        break;
      case 4:
        bytes.splice(at, 0, ...Array.from({ length: 1 + below(8) }, () => below(256)));
        break;
      case 5:
        bytes.splice(at, 0, ...bytes.slice(below(bytes.length + 1)).slice(0, 1 + below(64)));
        break;
      default: {
        const other = corpus[below(corpus.length)];
        bytes = [...bytes.slice(0, at), ...other.slice(below(other.length))];
      }
    }
  }
  bytes.length = Math.min(bytes.length, MOST_BYTES);
  if (bytes.length === 0) bytes.push(special[0]);
  bytes = bytes.map((byte) => byte ?? 0);
  if (below(2) === 0) makeRight(bytes);
  return Uint8Array.from(bytes, (byte) => byte ?? 0);
}

/** Makes a frame of just these bytes, as far as its frame goes: begin, length, CRC, end. */
function seal(bytes, ambCrc) {
  while (bytes.length < 11) bytes.push(0);
  const size = bytes.length;
  bytes[0] = 0x8e;
  bytes[2] = size & 0xff;
  bytes[3] = size >> 8;
  bytes[size - 1] = 0x8f;
  bytes[4] = bytes[5] = 0;
  const crc = ambCrc(Uint8Array.from(bytes, (byte) => byte ?? 0));
  bytes[4] = crc & 0xff;
  bytes[5] = crc >> 8;
}

/** The counters that are still at zero; one that leaves the list was reached for the first time. */
class Untouched {
  #left = Object.values(globalThis.__coverage__).flatMap(({ s, f, b }) => [
    ...Object.keys(s).map((key) => [s, key]),
    ...Object.keys(f).map((key) => [f, key]),
    ...Object.values(b).flatMap((branch) => branch.map((_, at) => [branch, at])),
  ]);

  touch() {
    const left = this.#left;
    for (let at = 0; at < left.length; at++) {
      if (left[at][0][left[at][1]] === 0) continue;
      this.#left = left.filter(([counters, key]) => counters[key] === 0);
      return true;
    }
    return false;
  }

  left() {
    return this.#left.length;
  }
}

/** Mulberry32. */
function generator(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

try {
  instrument();
  const result = await fuzz(await target());
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
