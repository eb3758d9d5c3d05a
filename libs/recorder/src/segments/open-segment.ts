import { type FileHandle, open, unlink } from 'node:fs/promises';
import { MAGIC } from '../format/recording-entry.js';
import { pathOf } from './segment-files.js';

/** The segment that is being written: bytes count once they are on the disk. */
export class OpenSegment {
  private constructor(
    readonly number: number,
    private readonly handle: FileHandle,
    private synced: number,
  ) {}

  static async create(folder: string, number: number): Promise<OpenSegment> {
    const path = pathOf(folder, number);
    const handle = await open(path, 'wx', 0o600);
    try {
      await writeAll(handle, MAGIC);
      await handle.datasync();
      await syncFolder(folder);
      return new OpenSegment(number, handle, MAGIC.length);
    } catch (error) {
      await handle.close();
      await unlink(path);
      throw error;
    }
  }

  /** Size of the part that is on the disk. */
  get bytes(): number {
    return this.synced;
  }

  async append(data: Uint8Array): Promise<void> {
    await writeAll(this.handle, data);
    await this.handle.datasync();
    this.synced += data.length;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Writes all bytes; a disk that is nearly full takes a part at a time. */
async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length;) at += (await handle.write(data, at)).bytesWritten;
}

/** Syncs a folder, without which a power cut can take the name of a new file away. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
