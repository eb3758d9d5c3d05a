import { setImmediate } from 'node:timers/promises';
import { type Bytes, JoinedBytes, type Range, zerosAt } from './bytes.js';
import { type Command, commandAt } from './command-at.js';

/** Changes to an append-only file after which Redis loads it. */
export interface Scan {
  /** The ranges of the file that stay. */
  readonly kept: readonly Range[];
  /** Ranges of zeros between those that stay. */
  readonly holes: readonly Range[];
  /** Commands behind the first hole; 0 where the file is broken. */
  readonly commandsBehind: number;
  /** Set where a later command needs a missing one: the file is cut off there. */
  readonly broken: Broken | undefined;
}

export interface Broken {
  /** Offset and length of the part that is cut off, up to the end of the file. */
  readonly at: number;
  readonly bytes: number;
  /** Number of whole commands in it, at the least. */
  readonly commands: number;
}

const PAUSE_EVERY = 1024;
const JOIN_WITHIN_BYTES = 1_048_576;
/** Zeros beside a hole that belong to the value around it. */
const MOST_OWN_ZEROS = 64;

/**
 * Goes through an append-only file. A hole of zeros comes about when Redis 7.0 meets a full disk: it takes a short
 * write back and writes on behind it. The first hole of a file loses no data. The next one loses as many bytes as the
 * holes before it are long, because Redis counts from a wrong end then: a transaction is torn, or a whole one is lost,
 * so that a string is written on behind its end. Later commands depend on the lost ones, and are cut off.
 */
export async function scanAppendOnly(file: Bytes): Promise<Scan> {
  const bytes = new JoinedBytes(file);
  const lengths = new Map<string, number>();
  let at = 0;
  let transactionAt: number | undefined;
  let lastHoleAt: number | undefined;
  let commandsBehind = 0;
  for (let count = 1; at < bytes.size; count++) {
    if (count % PAUSE_EVERY === 0) await setImmediate();
    const command = commandAt(bytes, at);
    if (typeof command === 'string') {
      if (takeOutHole(bytes, at)) {
        lastHoleAt = at;
        continue;
      }
      if (command === 'short' && bytes.removed.length === 0 && nextCommand(bytes, at) === undefined)
        return scanOf(bytes, { commandsBehind });
      return scanOf(bytes, { commandsBehind, brokenAt: transactionAt ?? at });
    }
    if (command.name === 'MULTI' && transactionAt !== undefined)
      return scanOf(bytes, { commandsBehind, brokenAt: transactionAt });
    if (lastHoleAt !== undefined && leavesGap(bytes, command, lengths))
      return scanOf(bytes, { commandsBehind, brokenAt: Math.min(transactionAt ?? at, lastHoleAt) });
    note(bytes, command, lengths);
    if (command.name === 'MULTI') transactionAt = at;
    if (command.name === 'EXEC') transactionAt = undefined;
    if (lastHoleAt !== undefined) commandsBehind++;
    at = command.end;
  }
  // Redis itself takes off a transaction that is open at the end, and with it everything behind a hole in it.
  const isTorn = transactionAt !== undefined && lastHoleAt !== undefined && lastHoleAt > transactionAt;
  return scanOf(bytes, { commandsBehind, ...(isTorn && { brokenAt: transactionAt }) });
}

function scanOf(
  bytes: JoinedBytes,
  { commandsBehind, brokenAt }: { readonly commandsBehind: number; readonly brokenAt?: number | undefined },
): Scan {
  if (brokenAt === undefined) {
    const kept = bytes.kept({ at: 0, length: bytes.size });
    return { kept, holes: bytes.removed, commandsBehind, broken: undefined };
  }
  const kept = bytes.kept({ at: 0, length: brokenAt });
  const last = kept.at(-1);
  const at = last === undefined ? 0 : last.at + last.length;
  const length = bytes.removed.reduce((sum, hole) => sum + hole.length, bytes.size);
  const holes = bytes.removed.filter((hole) => hole.at < at);
  return {
    kept,
    holes,
    commandsBehind: 0,
    broken: { at, bytes: length - at, commands: commandsFrom(bytes, brokenAt) },
  };
}

/** Whether a command begins at this offset once zeros are taken out. */
function takeOutHole(bytes: JoinedBytes, at: number): boolean {
  const zeros = zerosAt(bytes, at);
  if (zeros > 0) {
    bytes.remove({ at, length: zeros });
    return true;
  }
  // Within a command only zeros may be too many, which is so for the first hole of a file alone.
  return bytes.removed.length === 0 && joinsWithin(bytes, at);
}

function joinsWithin(bytes: JoinedBytes, at: number): boolean {
  for (const run of longestRuns(bytes.slice(at, JOIN_WITHIN_BYTES))) {
    const zeros = zerosAt(bytes, at + run.at);
    for (let length = zeros; length > 0 && length >= zeros - MOST_OWN_ZEROS; length--) {
      bytes.remove({ at: at + run.at, length });
      const command = commandAt(bytes, at);
      if (
        typeof command !== 'string' &&
        !swallows(bytes, { at: at + run.at, length: command.end - at - run.at })
      )
        return true;
      bytes.putBack();
    }
  }
  return false;
}

/** Whether a value was completed with the commands behind it: it then has their line ends within. */
function swallows(bytes: Bytes, range: Range): boolean {
  const text = bytes.slice(range.at, range.length - 2);
  return text.includes('\r\n*');
}

function longestRuns(piece: Buffer): Range[] {
  const runs: Range[] = [];
  for (let at = piece.indexOf(0); at >= 0;) {
    let end = at;
    while (piece[end] === 0) end++;
    runs.push({ at, length: end - at });
    at = piece.indexOf(0, end);
  }
  return runs.toSorted((a, b) => b.length - a.length).slice(0, 8);
}

/** Whether a string of known length is written on behind its end: a command in between is lost. */
function leavesGap(bytes: Bytes, command: Command, lengths: ReadonlyMap<string, number>): boolean {
  const written = writtenBy(bytes, command);
  if (written === undefined) return false;
  const known = lengths.get(written.key);
  return known !== undefined && written.at > known;
}

function note(bytes: Bytes, command: Command, lengths: Map<string, number>): void {
  const written = writtenBy(bytes, command);
  if (written !== undefined) {
    lengths.set(written.key, Math.max(lengths.get(written.key) ?? 0, written.at + written.length));
    return;
  }
  const key = textOf(bytes, command.args[1]);
  if (key !== undefined) lengths.delete(key);
}

function writtenBy(
  bytes: Bytes,
  { name, args: [, key, at, value] }: Command,
): (Range & { readonly key: string }) | undefined {
  if (name !== 'SETRANGE' || value === undefined) return undefined;
  return { key: textOf(bytes, key) ?? '', at: Number(textOf(bytes, at)), length: value.length };
}

const textOf = (bytes: Bytes, range: Range | undefined): string | undefined =>
  range && bytes.slice(range.at, Math.min(range.length, 1024)).toString('latin1');

/** Counts the commands that can be read behind an offset where none begins. */
function commandsFrom(bytes: Bytes, from: number): number {
  let count = 0;
  for (let at: number | undefined = from; at !== undefined && at < bytes.size;) {
    const command: ReturnType<typeof commandAt> = commandAt(bytes, at);
    if (typeof command === 'string') {
      at = nextCommand(bytes, at);
    } else {
      count++;
      at = command.end;
    }
  }
  return count;
}

/** Returns the offset of the next command behind zeros. */
function nextCommand(bytes: Bytes, from: number): number | undefined {
  const overlap = 1;
  for (let at = from; at < bytes.size; at += JOIN_WITHIN_BYTES - overlap) {
    const piece = bytes.slice(at, JOIN_WITHIN_BYTES);
    for (let found = piece.indexOf('\0*'); found >= 0; found = piece.indexOf('\0*', found + 1))
      if (typeof commandAt(bytes, at + found + 1) !== 'string') return at + found + 1;
  }
  return undefined;
}
