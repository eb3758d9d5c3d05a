import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

export type Written = (error: NodeJS.ErrnoException | undefined) => void;

/** The way out for the text of one output. */
export abstract class TextSink {
  /** Taken and not out yet. */
  abstract readonly waitingBytes: number;
  /** `written` is called once: with an error where the text is not out whole. */
  abstract write(text: string, written: Written): void;
}

/** For a file, which Node writes at once; a short write, as a full disk makes it, leaves half a line. */
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

/** For a pipe, a socket or a terminal: what its reader does not take waits in the stream. */
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
