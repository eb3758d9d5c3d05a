import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { LogOutputs } from './log-outputs.js';
import { MindedOutput, type OutputState } from './minded-output.js';
import { PacedLog } from './paced-log.js';
import { FileSink, StreamSink, type TextSink } from './text-sink.js';

/** A terminal or a pipe is a socket here, a file is none. */
type Output = Writable & { readonly fd: number };

/**
 * Standard output and standard error of this process. A full disk, a reader that is gone or sleeps, and a terminal that is
 * stopped or closed must not end or hold up the timing, whether the log writes, a package, or Node itself.
 */
export class ProcessOutputs extends LogOutputs {
  private readonly minded: MindedOutput[] = [];

  /** Minds both outputs for the rest of the process. `isTerminal`: lines for people, else JSON. */
  mind(isTerminal: boolean): void {
    const lineOf = isTerminal ? (message: string) => `coachlink: ${message}\n` : jsonLine;
    for (const [name, stream] of [
      ['stdout', process.stdout],
      ['stderr', process.stderr],
    ] as const) {
      const paced = new PacedLog();
      const onChange = (message: string): void => {
        paced.tell(message, (line) => {
          this.tellBeside(name, lineOf(line));
        });
      };
      const output = new MindedOutput(name, sinkOf(stream), { lineOf, onChange });
      this.minded.push(output);
      replaceWrite(stream, output);
    }
  }

  override states(): readonly OutputState[] {
    return this.minded.map((output) => output.state());
  }

  private tellBeside(name: string, line: string): void {
    const other = this.minded.find((output) => output.name !== name);
    if (other?.state().trouble === undefined) other?.write(line);
  }
}

/** The one pair of outputs that this process has. */
export const processOutputs = new ProcessOutputs();

function sinkOf(stream: Output): TextSink {
  if (!(stream instanceof Socket)) return new FileSink(stream.fd);
  // Node makes writes to a terminal block, so that Ctrl-S in it would stop the timing.
  if (stream instanceof WriteStream) unblock(stream);
  const write = stream.write.bind(stream);
  return new StreamSink(stream, (text, done) => write(text, done));
}

function unblock(terminal: WriteStream): void {
  const { _handle: handle } = terminal as { _handle?: { setBlocking?: (isBlocking: boolean) => unknown } };
  handle?.setBlocking?.(false);
}

function replaceWrite(stream: Output, output: MindedOutput): void {
  // The callback of each write gets the error as well.
  stream.on('error', () => undefined);
  const write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | (() => void),
    callback?: () => void,
  ): boolean => {
    const isTaken = output.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return isTaken;
  };
  stream.write = write as Output['write'];
}

function jsonLine(message: string): string {
  const line = {
    level: 'warn',
    pid: process.pid,
    timestamp: new Date().toISOString(),
    message,
    context: 'output',
  };
  return `${JSON.stringify(line)}\n`;
}
