import type { KeptHashKeys } from './hash-key.store.js';
import { fingerprintOf } from './hash-keys.js';
import { seal, unseal } from './sealed.js';

const KEY_BYTES = 32;

/** The hash keys of a site as far as one gateway knows them by itself. */
export interface OwnKeys {
  readonly site: string;
  readonly deviceId: string;
  readonly wrappingKey: Buffer;
  /** Keys that the gateway had when it ran before, the current one first. */
  readonly known: readonly [Buffer, ...Buffer[]];
}

export type AgreedKeys =
  | { readonly kind: 'agreed'; readonly current: Buffer; readonly others: readonly Buffer[] }
  /** Keys that are known here, and were wrapped by this gateway under its earlier secret. */
  | { readonly kind: 'secret_changed' }
  /** Keys that are wrapped under the secret of another gateway. */
  | { readonly kind: 'secret_differs' };

/** Returns the keys that this gateway offers to a site that has none yet. */
export function offerOf({ site, deviceId, wrappingKey, known }: OwnKeys): KeptHashKeys {
  const wrapped = known.map((key) => [fingerprintOf(key), wrappedFor(key, wrappingKey, site)] as const);
  return { current: fingerprintOf(known[0]), by: deviceId, wrapped: new Map(wrapped) };
}

/** Reads the kept keys with the secret of this gateway. */
export function readKept(kept: KeptHashKeys, { site, deviceId, wrappingKey, known }: OwnKeys): AgreedKeys {
  const readable = (fingerprint: string): Buffer | undefined => {
    const text = kept.wrapped.get(fingerprint);
    return text === undefined ? undefined : unwrapped(text, wrappingKey, nameOf(site, fingerprint));
  };
  const current = readable(kept.current);
  if (current !== undefined) {
    const others = [...kept.wrapped.keys()].filter((fingerprint) => fingerprint !== kept.current);
    return { kind: 'agreed', current, others: others.flatMap((fingerprint) => readable(fingerprint) ?? []) };
  }
  const isKnown = known.some((key) => fingerprintOf(key) === kept.current);
  return { kind: isKnown && kept.by === deviceId ? 'secret_changed' : 'secret_differs' };
}

/** Wraps a key so that it opens only with `wrappingKey`, and as this key of the site. */
export function wrappedFor(key: Buffer, wrappingKey: Buffer, site: string): string {
  return seal(key, wrappingKey, nameOf(site, fingerprintOf(key)));
}

/** Returns the key; undefined where it was wrapped under another key or name, or was changed since. */
function unwrapped(text: string, wrappingKey: Buffer, name: string): Buffer | undefined {
  const key = unseal(text, wrappingKey, name);
  return key?.length === KEY_BYTES ? key : undefined;
}

function nameOf(site: string, fingerprint: string): string {
  return `hash key ${fingerprint} of ${site}`;
}
