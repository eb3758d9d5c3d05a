import { jest } from '@jest/globals';
import { MindedOutput, MOST_WAITING_BYTES } from './minded-output.js';
import { TextSink, type Written } from './text-sink.js';

class FakeSink extends TextSink {
  out = '';
  failure: NodeJS.ErrnoException | undefined;
  isRead = true;
  private readonly queue: { text: string; written: Written }[] = [];

  override get waitingBytes(): number {
    return this.queue.reduce((bytes, { text }) => bytes + text.length, 0);
  }

  override write(text: string, written: Written): void {
    if (this.failure !== undefined) {
      written(this.failure);
      return;
    }
    this.queue.push({ text, written });
    if (this.isRead) this.drain();
  }

  drain(): void {
    this.isRead = true;
    for (const { text, written } of this.queue.splice(0)) {
      this.out += text;
      written(undefined);
    }
  }
}

const failure = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: told by Node`), { code });

describe(MindedOutput.name, () => {
  let sink: FakeSink;
  let changes: string[];
  let output: MindedOutput;

  beforeEach(() => {
    jest.useFakeTimers();
    sink = new FakeSink();
    changes = [];
    output = new MindedOutput('stdout', sink, {
      lineOf: (message) => `[${message}]\n`,
      onChange: (message) => changes.push(message),
    });
  });
  afterEach(() => jest.useRealTimers());

  it('counts what a full disk costs, and tells it in the output itself before the next line', () => {
    output.write('one\n');
    sink.failure = failure('ENOSPC');
    output.write('two\n');
    output.write('three\nfour\n');
    expect(output.state()).toEqual({ name: 'stdout', trouble: 'its disk is full', lostLines: 3 });
    sink.failure = undefined;
    output.write('five\n');
    expect(sink.out).toBe('one\n[3 lines of this output were lost before this one]\nfive\n');
    expect(output.state()).toEqual({ name: 'stdout', trouble: undefined, lostLines: 3 });
    expect(changes).toEqual([
      'stdout cannot be written, because its disk is full: its lines are lost until that is over, and the timing goes on',
      'stdout is written again: 3 lines were lost',
    ]);
  });

  it('finds by itself that the trouble is over, and counts each one alone', () => {
    for (const lost of [1, 2]) {
      sink.failure = failure('EIO');
      for (let each = 0; each < lost; each++) output.write('lost\n');
      jest.advanceTimersByTime(60_000);
      expect(output.state().trouble).toBe('its terminal or its disk is gone');
      sink.failure = undefined;
      jest.advanceTimersByTime(5000);
      expect(output.state().trouble).toBeUndefined();
    }
    expect(changes[1]).toBe('stdout is written again: 1 line was lost');
    expect(changes[3]).toBe('stdout is written again: 2 lines were lost');
    expect(sink.out).toContain('2 lines');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has a word for an error that it does not know', () => {
    sink.failure = failure('EWHAT');
    output.write('one\n');
    expect(output.state().trouble).toBe('EWHAT: told by Node');
  });

  it('keeps no more than its bound for a reader that sleeps, and says so when it reads on', () => {
    sink.isRead = false;
    const line = `${'x'.repeat(9999)}\n`;
    for (let each = 0; each < 1000; each++) output.write(line);
    expect(sink.waitingBytes).toBeLessThanOrEqual(MOST_WAITING_BYTES + line.length);
    const { trouble, lostLines } = output.state();
    expect(trouble).toBe('its reader does not take what is written');
    expect(lostLines).toBe(1000 - Math.ceil(MOST_WAITING_BYTES / line.length));
    sink.drain();
    expect(output.state().trouble).toBeUndefined();
    output.write('next\n');
    expect(sink.out.endsWith(`[${lostLines} lines of this output were lost before this one]\nnext\n`)).toBe(
      true,
    );
  });
});
