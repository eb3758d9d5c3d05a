import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingDecoder } from '../format/recording-decoder.js';
import { FlightRecorder, RECORDER_LIMITS, type RecorderLimits } from './flight-recorder.js';
import type { Place } from './place.js';

const START: Place = { segment: 0, offset: 0 };

let folder: string;
let said: (string | undefined)[];
let opened: FlightRecorder[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'coachlink-recorder-')), 'finish');
  said = [];
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function recorder(limits: Partial<RecorderLimits> = {}): FlightRecorder {
  const made = new FlightRecorder({
    folder,
    changed: (trouble) => said.push(trouble),
    unreadable: (what) => said.push(what),
    limits: { ...RECORDER_LIMITS, ...limits },
  });
  opened.push(made);
  return made;
}

async function readAll(from: FlightRecorder, place = START): Promise<string[]> {
  const texts: string[] = [];
  for await (const { kind, bytes } of from.read({ from: place, until: from.end }))
    texts.push(`${kind} ${Buffer.from(bytes).toString()}`);
  return texts;
}

const keep = (to: FlightRecorder, text: string): ReturnType<FlightRecorder['keep']> =>
  to.keep(Buffer.from(text), 1);

describe(FlightRecorder.name, () => {
  it('has it on the disk when it says so, and gives it back from any place that it named', async () => {
    const first = recorder();
    first.linkOpened('127.0.0.1:5403', 1);
    const spans = [await keep(first, 'a'), await keep(first, 'b'), await keep(first, 'c')];
    const decoder = new RecordingDecoder();
    expect(
      decoder.push(readFileSync(join(folder, '00000001.rec'))).map(({ bytes }) => bytes.toString()),
    ).toEqual(['127.0.0.1:5403', 'a', 'b', 'c'].map((text) => Buffer.from(text).toString()));
    expect(await readAll(first)).toEqual(['opened 127.0.0.1:5403', 'bytes a', 'bytes b', 'bytes c']);
    expect(await readAll(first, spans[0]?.until)).toEqual(['bytes b', 'bytes c']);
    expect(await readAll(first, spans[2]?.from)).toEqual(['bytes c']);
  });

  it('goes on in a new segment after a crash, and leaves out what it left torn', async () => {
    const first = recorder();
    await keep(first, 'a');
    await keep(first, 'b');
    truncateSync(join(folder, '00000001.rec'), first.end.offset - 1);
    const second = recorder();
    expect(await second.open()).toBe(true);
    await keep(second, 'c');
    expect(await readAll(second)).toEqual(['bytes a', 'bytes c']);
    expect(readdirSync(folder)).toEqual(['00000001.rec', '00000002.rec']);
    expect(said).toEqual([]);
  });

  it('says what was damaged in the middle, and reads the other segments', async () => {
    const first = recorder();
    for (const text of ['a', 'b']) await keep(first, text);
    const path = join(folder, '00000001.rec');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = 0;
    writeFileSync(path, bytes);
    appendFileSync(path, 'x');
    const second = recorder();
    await second.open();
    await keep(second, 'c');
    expect(await readAll(second)).toEqual(['bytes a', 'bytes c']);
    expect(said).toEqual([expect.stringMatching(/00000001.rec is damaged behind byte 26$/)]);
  });

  it('drops the oldest segments, but none that is not stored yet', async () => {
    const small = recorder({ segmentBytes: 20, keptBytes: 120 });
    const spans = [];
    for (let at = 0; at < 10; at++) spans.push(await keep(small, String(at)));
    expect(readdirSync(folder)).toHaveLength(10);
    small.release(spans[7]?.until ?? START);
    await keep(small, 'x');
    const left = await readAll(small);
    expect(left.slice(-4)).toEqual(['bytes 7', 'bytes 8', 'bytes 9', 'bytes x']);
    expect(left.length).toBeLessThan(7);
  });

  it('goes on without when the disk does not take it, says so once, and marks the gap', async () => {
    writeFileSync(join(folder, '..', 'no-folder'), '');
    const real = folder;
    folder = join(folder, '..', 'no-folder', 'finish');
    const failing = recorder({ retryMs: 0 });
    expect(await keep(failing, 'a')).toBeUndefined();
    expect(await keep(failing, 'b')).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/ENOTDIR/)]);
    rmSync(join(real, '..', 'no-folder'));
    expect(await keep(failing, 'c')).toBeDefined();
    expect([said[1], failing.trouble]).toEqual([undefined, undefined]);
    expect(await readAll(failing)).toEqual(['gap ', 'bytes c']);
    folder = real;
  });

  it('takes no more than may wait', async () => {
    const small = recorder({ segmentBytes: 20, waitingBytes: 60, retryMs: 0 });
    await keep(small, 'a');
    await keep(small, 'b');
    expect(await keep(small, 'c')).toBeDefined();
    expect(await keep(small, 'd')).toBeUndefined();
    expect(said).toEqual(['0 MB of recordings wait to be stored already']);
    small.release(small.end);
    expect(await keep(small, 'e')).toBeDefined();
    expect(await readAll(small)).toEqual(['bytes a', 'bytes b', 'bytes c', 'gap ', 'bytes e']);
  });
});
