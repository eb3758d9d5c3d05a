import { seal, unseal } from './sealed.js';

const KEY_BYTES = 32;

/** Wraps a key so that it opens only with the key `under`, and under the `name` that is bound to it. */
export function wrap(key: Buffer, under: Buffer, name: string): string {
  return seal(key, under, name);
}

/** Returns the key; undefined where it was wrapped under another key or name, or was changed since. */
export function unwrap(text: string, under: Buffer, name: string): Buffer | undefined {
  const key = unseal(text, under, name);
  return key?.length === KEY_BYTES ? key : undefined;
}
