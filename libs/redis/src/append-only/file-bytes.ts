import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Bytes } from './bytes.js';

const WINDOW_BYTES = 1_048_576;

/** A file at the moment of its opening, with a window of it in memory. */
export class FileBytes implements Bytes {
  readonly size: number;
  private readonly descriptor: number;
  private window: Buffer = Buffer.alloc(0);
  private windowAt = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.size = fstatSync(this.descriptor).size;
  }

  slice(at: number, length: number): Buffer {
    const end = Math.min(at + length, this.size);
    if (at < this.windowAt || end > this.windowAt + this.window.length)
      this.load(at, Math.max(length, WINDOW_BYTES));
    return this.window.subarray(at - this.windowAt, Math.max(at, end) - this.windowAt);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private load(at: number, length: number): void {
    // A new window each time: slices of the last one are still in use.
    const window = Buffer.alloc(Math.max(0, Math.min(length, this.size - at)));
    const read = readSync(this.descriptor, window, 0, window.length, at);
    this.window = window.subarray(0, read);
    this.windowAt = at;
  }
}
