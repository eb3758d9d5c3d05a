import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireId } from '#decoder';
import type { Place } from '#recorder';

/** The part of a ledger that tells one of its states from a later one. */
export interface LedgerState {
  readonly version: number;
  readonly epoch: number;
  readonly highest: number;
}

/** How far the recording of a decoder is stored, once its ledger is at least in this state. */
export interface Checkpoint extends LedgerState {
  /** Everything recorded before this place is stored. */
  readonly place: Place;
  /** DECODER_ID that the connection at this place began with. */
  readonly wireId: WireId | undefined;
}

export const NO_LEDGER: LedgerState = { version: 0, epoch: 0, highest: -1 };

export const NOTHING_STORED: Checkpoint = {
  place: { segment: 0, offset: 0 },
  wireId: undefined,
  ...NO_LEDGER,
};

const NAME = 'stored.json';
/**
 * Newest checkpoints that are all kept; of older ones one is kept for each growth of their age by `GROWTH`, so that few span
 * a long time.
 */
const ALL_KEPT = 12;
const GROWTH = 1.25;

/** Returns the checkpoints, newest last; an empty list where none was kept, or where they cannot be read. */
export async function readCheckpoints(folder: string): Promise<readonly Checkpoint[]> {
  try {
    const { earlier, ...newest } = JSON.parse(await readFile(join(folder, NAME), 'utf8')) as Kept;
    return [...(earlier ?? []), newest].flatMap(checkpointIn);
  } catch {
    // Without a checkpoint the whole recording is read again, and the store drops passings that it has: slower, and no less
    // right.
    return [];
  }
}

export async function keepCheckpoints(folder: string, checkpoints: readonly Checkpoint[]): Promise<void> {
  const texts = checkpoints.map(({ place, wireId, ...ledger }) => ({
    ...place,
    wire_id: wireId ?? null,
    ...ledger,
  }));
  const path = join(folder, NAME);
  const written = await open(`${path}.new`, 'w', 0o600);
  try {
    await written.writeFile(JSON.stringify({ ...texts.at(-1), earlier: texts.slice(0, -1) }));
    await written.datasync();
  } finally {
    await written.close();
  }
  await rename(`${path}.new`, path);
}

/** Adds a checkpoint, and drops old ones that lie close to others. */
export function withCheckpoint(checkpoints: readonly Checkpoint[], next: Checkpoint): readonly Checkpoint[] {
  const all = [...checkpoints.filter(({ version }) => version < next.version), next];
  const stepOf = ({ version }: Checkpoint): number =>
    Math.floor(Math.log(next.version - version + 1) / Math.log(GROWTH));
  // The oldest checkpoint of each step stays, until it is in the next one.
  return all.filter((each, at) => {
    const older = all[at - 1];
    return at >= all.length - ALL_KEPT || older === undefined || stepOf(older) !== stepOf(each);
  });
}

/** Returns the checkpoints that are true of a Redis whose ledger is in this state. */
export function checkpointsUntil(
  checkpoints: readonly Checkpoint[],
  { version, epoch, highest }: LedgerState,
): readonly Checkpoint[] {
  return checkpoints.filter(
    (each) =>
      each.version <= version && (each.epoch < epoch || (each.epoch === epoch && each.highest <= highest)),
  );
}

interface KeptCheckpoint extends Place, LedgerState {
  readonly wire_id: number | null;
}

interface Kept {
  readonly earlier?: readonly unknown[];
}

/** Reads a checkpoint; one of an earlier version has no state of a ledger, and is believed. */
function checkpointIn(value: unknown): Checkpoint[] {
  const kept = { ...NO_LEDGER, ...(value as Partial<KeptCheckpoint> | null) };
  const { segment, offset, wire_id: wireId, version, epoch, highest } = kept;
  if (segment === undefined || offset === undefined) return [];
  if (![segment, offset, version, epoch, highest].every((each) => Number.isSafeInteger(each))) return [];
  return [
    {
      place: { segment, offset },
      wireId: typeof wireId === 'number' || typeof wireId === 'string' ? wireId : undefined,
      ...{ version, epoch, highest },
    },
  ];
}
