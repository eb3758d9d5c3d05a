import type { Bytes, Range } from './bytes.js';

export interface Command {
  /** Name of the command, in capitals. */
  readonly name: string;
  /** Offset of the next command. */
  readonly end: number;
  /** Ranges of the first arguments, the name among them. */
  readonly args: readonly Range[];
}

/** `short`: the bytes end before the command does. */
export type NoCommand = 'malformed' | 'short';

const MOST_ARGS_KEPT = 4;
const LONGEST_NUMBER = 20;
const [STAR, DOLLAR, HASH] = [0x2a, 0x24, 0x23];

/** Returns the command at this offset of an append-only file, as Redis writes it. */
export function commandAt(bytes: Bytes, at: number): Command | NoCommand {
  const count = numberAt(bytes, at, STAR);
  if (count === 'malformed' && bytes.slice(at, 1)[0] === HASH) return annotationAt(bytes, at);
  if (typeof count === 'string') return count;
  if (count.value < 1) return 'malformed';
  const args: Range[] = [];
  let end = count.end;
  for (let arg = 0; arg < count.value; arg++) {
    const length = numberAt(bytes, end, DOLLAR);
    if (typeof length === 'string') return length;
    if (args.length < MOST_ARGS_KEPT) args.push({ at: length.end, length: length.value });
    end = length.end + length.value + 2;
    if (end > bytes.size) return 'short';
    if (bytes.slice(end - 2, 2).toString('latin1') !== '\r\n') return 'malformed';
  }
  const [{ at: nameAt, length } = { at, length: 0 }] = args;
  return { name: bytes.slice(nameAt, Math.min(length, 64)).toString('latin1').toUpperCase(), end, args };
}

function numberAt(
  bytes: Bytes,
  at: number,
  sign: number | undefined,
): { readonly value: number; readonly end: number } | NoCommand {
  const head = bytes.slice(at, LONGEST_NUMBER);
  if (head.length === 0) return 'short';
  if (head[0] !== sign) return 'malformed';
  const lineEnd = head.indexOf('\r\n');
  const digits = head.toString('latin1', 1, lineEnd < 0 ? head.length : lineEnd);
  if (!/^\d*\r?$/.test(digits)) return 'malformed';
  if (lineEnd < 0) return head.length < LONGEST_NUMBER ? 'short' : 'malformed';
  return digits === '' ? 'malformed' : { value: Number(digits), end: at + lineEnd + 2 };
}

/** Reads a time that Redis notes between commands, where it is told to. */
function annotationAt(bytes: Bytes, at: number): Command | NoCommand {
  const line = bytes.slice(at, 1024);
  const lineEnd = line.indexOf('\r\n');
  if (lineEnd >= 0 && !line.subarray(0, lineEnd).includes(0))
    return { name: '', end: at + lineEnd + 2, args: [] };
  return lineEnd < 0 && line.length < 1024 && !line.includes(0) ? 'short' : 'malformed';
}
