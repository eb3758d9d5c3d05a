import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

export type Written = (error: NodeJS.ErrnoException | undefined) => void;

/** Writes the text of one output. */
export abstract class TextSink {
  /** Text that was taken and is not out yet. */
  abstract readonly waitingBytes: number;
  /** Calls `written` once: with an error where the text is not out whole. */
  abstract write(text: string, written: Written): void;
}

/** Writes to a file, in one go; a short write, as on a full disk, leaves half a line, which the next write ends. */
export class FileSink extends TextSink {
  readonly waitingBytes = 0;
  private isTorn = false;

  constructor(private readonly descriptor: number) {
    super();
  }

  override write(text: string, written: Written): void {
    const bytes = Buffer.from(this.isTorn ? `\n${text}` : text);
    let out = 0;
    try {
      while (out < bytes.length) out += writeSync(this.descriptor, bytes, out);
    } catch (error) {
      if (out > 0) this.isTorn = true;
      written(error as NodeJS.ErrnoException);
      return;
    }
    this.isTorn = false;
    written(undefined);
  }
}

/** Writes to a pipe, a socket or a terminal: text that its reader does not take waits in the stream. */
export class StreamSink extends TextSink {
  constructor(
    private readonly stream: Writable,
    private readonly writeToStream: (text: string, done: (error?: Error | null) => void) => void,
  ) {
    super();
  }

  override get waitingBytes(): number {
    return this.stream.writableLength;
  }

  override write(text: string, written: Written): void {
    this.writeToStream(text, (error) => {
      written(error ?? undefined);
    });
  }
}
