import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { type DecodedChunk, RecordedParser, type WireId } from '#decoder';
import { encodeRecord, p3 } from '#p3';
import { DecoderRecorder } from './decoder-recorder.js';

jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

const ID = 0x20f00;
const passing = (passingNumber: number): Uint8Array =>
  encodeRecord('PASSING', { passingNumber, decoderId: ID });

/** Stands for the store: takes `room` passings, then none until it is told to go on. */
class Store {
  readonly numbers: number[] = [];
  readonly atUs: number[] = [];
  readonly link: { wireId: WireId | undefined } = { wireId: undefined };
  /** Version of the ledger: goes up with each passing taken. */
  version = 0;
  room = Infinity;
  private waiting: (() => void)[] = [];

  accept({ events, receivedAtUs, isFirst }: DecodedChunk): Promise<void> {
    if (isFirst) this.link.wireId = ID;
    for (const event of events) {
      if (event.kind !== 'record' || event.record.kind !== 'passing') continue;
      this.numbers.push(event.record.fields.passingNumber ?? 0);
      this.version++;
      this.atUs.push(receivedAtUs);
    }
    return this.hasRoom() ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  hasRoom(): boolean {
    return this.numbers.length < this.room;
  }

  untilStored(): Promise<boolean> {
    return Promise.resolve(this.hasRoom());
  }

  /** Goes back as a Redis does whose file was torn. */
  setBackTo(count: number): void {
    this.numbers.splice(count);
    this.version = count;
  }

  goOn(): void {
    this.room = Infinity;
    for (const each of this.waiting.splice(0)) each();
  }
}

let folder: string;
let recorders: DecoderRecorder[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coachlink-recorder-'));
  recorders = [];
});
afterEach(async () => {
  await Promise.all(recorders.map((each) => each.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** A run of the gateway. */
class Run {
  readonly store = new Store();
  readonly recorder: DecoderRecorder;
  private readonly parser = new RecordedParser(p3);
  private atUs = 0;

  constructor(into = folder) {
    this.recorder = new DecoderRecorder({
      decoderId: 'finish',
      protocol: p3,
      folder: into,
      intake: this.store,
      ledgerState: () => ({ version: this.store.version, epoch: 1, highest: this.store.version }),
      settleMs: 1,
    });
    recorders.push(this.recorder);
    this.recorder.linkOpened('127.0.0.1:5403', 0);
  }

  /** Receives bytes as the stream treats them. */
  async receive(bytes: Uint8Array): Promise<void> {
    const atUs = ++this.atUs;
    const chunk = this.parser.push(bytes, atUs, await this.recorder.keep(bytes, atUs));
    if (chunk !== undefined) await this.recorder.deliver(chunk);
  }
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe(DecoderRecorder.name, () => {
  it('passes on at once while the store keeps up', async () => {
    const { store, recorder, receive } = bound(new Run());
    await recorder.start();
    for (const number of [1, 2, 3]) await receive(passing(number));
    expect(store.numbers).toEqual([1, 2, 3]);
    expect(recorder.isCatchingUp).toBe(false);
  });

  it('reads and records on while the store is away, and catches up in order, each at the time when it came', async () => {
    const { store, recorder, receive } = bound(new Run());
    await recorder.start();
    store.room = 2;
    for (let number = 1; number <= 50; number++) await receive(passing(number));
    expect(store.numbers.length).toBeLessThan(5);
    expect(recorder.isCatchingUp).toBe(true);
    store.goOn();
    for (let number = 51; number <= 60; number++) await receive(passing(number));
    expect(await recorder.untilDelivered()).toBe(true);
    const all = Array.from({ length: 60 }, (_, at) => at + 1);
    expect([...new Set(store.numbers)]).toEqual(all);
    expect([...new Set(store.atUs)]).toEqual(all);
  });

  it('delivers after a crash what was not noted as stored, a record that was cut included', async () => {
    const first = bound(new Run());
    await first.recorder.start();
    const bytes = passing(3);
    await first.receive(Buffer.concat([passing(1), passing(2), bytes.subarray(0, 9)]));
    await until('a note', () => exists('stored.json'));
    await first.receive(bytes.subarray(9));
    const second = bound(new Run());
    await second.recorder.start();
    expect(second.store.numbers.slice(-1)).toEqual([3]);
    expect(second.store.link.wireId).toBe(ID);
  });

  it('delivers nothing again that was noted as stored, and all where the note cannot be read', async () => {
    const first = bound(new Run());
    await first.recorder.start();
    for (const number of [1, 2, 3]) await first.receive(passing(number));
    await until(
      'a note of the end',
      () => noted().at(-1)?.offset === statSync(join(folder, '00000001.rec')).size,
    );
    await first.recorder.close();
    const second = bound(new Run());
    second.store.version = 3;
    await second.recorder.start();
    expect(second.store.numbers).toEqual([]);
    await second.recorder.close();
    writeFileSync(join(folder, 'stored.json'), '{"segment":');
    const third = bound(new Run());
    third.store.version = 3;
    await third.recorder.start();
    expect(third.store.numbers).toEqual([1, 2, 3]);
  });

  it('reads again what a store lost that was set back, from before the first of it, and then goes on', async () => {
    const { store, recorder, receive } = bound(new Run());
    await recorder.start();
    for (let number = 1; number <= 30; number++) {
      await receive(passing(number));
      await until('a note', () => noted().at(-1)?.version === number);
    }
    store.setBackTo(17);
    recorder.goBack();
    await receive(passing(31));
    expect(await recorder.untilDelivered()).toBe(true);
    expect(store.numbers.at(17)).toBeLessThanOrEqual(18);
    expect([...new Set(store.numbers)]).toEqual(Array.from({ length: 31 }, (_, at) => at + 1));
    await until('a note', () => noted().at(-1)?.version === store.version);
    expect(noted().every(({ version }, at, all) => version > (all[at - 1]?.version ?? 0))).toBe(true);
  });

  it('begins anew where the store is set back while what it lost is read', async () => {
    const { store, recorder, receive } = bound(new Run());
    await recorder.start();
    for (let number = 1; number <= 40; number++) await receive(passing(number));
    await until('a note', () => noted().at(-1)?.version === 40);
    store.setBackTo(20);
    store.room = 25;
    recorder.goBack();
    await until('it has read some', () => store.numbers.length >= 25);
    store.setBackTo(10);
    recorder.goBack();
    store.goOn();
    expect(await recorder.untilDelivered()).toBe(true);
    expect([...new Set(store.numbers)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
  });

  it('reads again at its start what a store lost that was set back meanwhile, of several segments, the last one torn', async () => {
    for (const numbers of [
      [1, 2],
      [3, 4],
      [5, 6],
    ]) {
      const { store, recorder, receive } = bound(new Run());
      store.version = (numbers[0] ?? 1) - 1;
      await recorder.start();
      for (const number of numbers) await receive(passing(number));
      await until('a note', () => noted().at(-1)?.version === numbers[1]);
      await recorder.close();
    }
    truncateSync(join(folder, '00000003.rec'), statSync(join(folder, '00000003.rec')).size - 1);
    const { store, recorder } = bound(new Run());
    store.version = 2;
    await recorder.start();
    expect(store.numbers).toEqual([3, 4, 5]);
    const lost = bound(new Run());
    await lost.recorder.start();
    expect(lost.store.numbers).toEqual([1, 2, 3, 4, 5]);
  });

  it('notes nothing that is not stored', async () => {
    const { store, recorder, receive } = bound(new Run());
    store.room = 0;
    await recorder.start();
    await receive(passing(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(exists('stored.json')).toBe(false);
  });

  it('has the link wait for what could be recorded nowhere, behind what was recorded', async () => {
    const { store, recorder, receive } = bound(new Run());
    await recorder.start();
    store.room = 1;
    for (const number of [1, 2, 3]) await receive(passing(number));
    const chunk = new RecordedParser(p3).push(passing(4), 4, undefined);
    if (chunk === undefined) throw new Error('no chunk');
    let isThrough = false;
    const delivery = recorder.deliver(chunk).then(() => (isThrough = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([isThrough, store.numbers.includes(4)]).toEqual([false, false]);
    store.goOn();
    await delivery;
    expect([...new Set(store.numbers)]).toEqual([1, 2, 3, 4]);
  });

  it('goes on without a folder, and says why', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { store, recorder, receive } = bound(new Run(join(folder, 'file', 'finish')));
    await recorder.start();
    await receive(passing(1));
    expect(store.numbers).toEqual([1]);
    expect(recorder.trouble).toMatch(/ENOTDIR/);
  });
});

function bound(run: Run): Pick<Run, 'store' | 'recorder' | 'receive'> {
  return { store: run.store, recorder: run.recorder, receive: (bytes) => run.receive(bytes) };
}

interface Note {
  readonly offset: number;
  readonly version: number;
}

/** Checkpoints in the file, newest last. */
function noted(): readonly Note[] {
  if (!exists('stored.json')) return [];
  const text = readFileSync(join(folder, 'stored.json'), 'utf8');
  const { earlier, ...newest } = JSON.parse(text) as Note & { readonly earlier: readonly Note[] };
  return [...earlier, newest];
}

function exists(name: string): boolean {
  try {
    readFileSync(join(folder, name));
    return true;
  } catch {
    return false;
  }
}
