import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '#recorder';

/** How far the recording of a decoder is stored. */
export interface Checkpoint {
  /** Everything before is stored. */
  readonly place: Place;
  /** DECODER_ID that the connection at this place began with. */
  readonly wireId: number | undefined;
}

const NAME = 'stored.json';

/** The one that was kept last; nothing where none was, or where it cannot be read. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  try {
    return checkpointIn(JSON.parse(await readFile(join(folder, NAME), 'utf8')));
  } catch {
    // Without one all that is recorded is read again, and the store drops what it has: slower, and no less right.
    return undefined;
  }
}

export async function keepCheckpoint(
  folder: string,
  { place: { segment, offset }, wireId }: Checkpoint,
): Promise<void> {
  const path = join(folder, NAME);
  const written = await open(`${path}.new`, 'w', 0o600);
  try {
    await written.writeFile(JSON.stringify({ segment, offset, wire_id: wireId ?? null }));
    await written.datasync();
  } finally {
    await written.close();
  }
  await rename(`${path}.new`, path);
}

function checkpointIn(value: unknown): Checkpoint | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { segment, offset, wire_id: wireId } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(segment) || !Number.isSafeInteger(offset)) return undefined;
  return {
    place: { segment: segment as number, offset: offset as number },
    wireId: typeof wireId === 'number' ? wireId : undefined,
  };
}
