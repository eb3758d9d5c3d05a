import { wholeIn } from './text-number.js';

/** An object of JSON, its values not yet looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the object or the array that a line holds; undefined where it holds neither. */
export function jsonIn(line: string): JsonObject | readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // half a line, or none
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that is none of its kind. */
export class Wrong {
  readonly isWrong = true;
}
export const WRONG = new Wrong();
export type Read<Value> = Value | undefined | Wrong;

/** Returns a whole number that is written as a number or as a text; undefined where it is missing or null. */
export function wholeOf(value: unknown, most: number): Read<number> {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return wholeIn(value.trim(), most) ?? WRONG;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : WRONG;
}

export function numberOf(value: unknown, most: number): Read<number> {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && value >= 0 && value <= most ? value : WRONG;
}

export function textOf(value: unknown, most: number): Read<string> {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' && value.length <= most && !/\p{C}/u.test(value) ? value : WRONG;
}

/** Returns the values, or undefined where one of them is wrong. */
export function allRight<Fields extends Readonly<Record<string, unknown>>>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], Wrong> } | undefined {
  return Object.values(fields).includes(WRONG)
    ? undefined
    : (fields as { [Name in keyof Fields]: Exclude<Fields[Name], Wrong> });
}

/** Returns the values of unknown keys as raw fields. */
export function unknownIn(
  object: JsonObject,
  known: ReadonlySet<string>,
): { id: string; bytes: Uint8Array }[] {
  return Object.entries(object)
    .filter(([key]) => !known.has(key))
    .map(([id, value]) => ({ id, bytes: Buffer.from(JSON.stringify(value)) }));
}
