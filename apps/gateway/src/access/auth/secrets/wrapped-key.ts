import { seal, unseal } from './sealed.js';

const KEY_BYTES = 32;

/** A key that only those can read who have the other one; `name` is bound to it, so that it opens under no other. */
export function wrap(key: Buffer, under: Buffer, name: string): string {
  return seal(key, under, name);
}

/** Undefined where it was wrapped under another key or another name, or was changed since. */
export function unwrap(text: string, under: Buffer, name: string): Buffer | undefined {
  const key = unseal(text, under, name);
  return key?.length === KEY_BYTES ? key : undefined;
}
