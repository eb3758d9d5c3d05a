import { type DictionaryMark, EMPTY } from './dictionary.js';

/** Extent of both dictionaries of a site. */
export interface DictionariesMark {
  readonly sources: DictionaryMark;
  readonly transponders: DictionaryMark;
}

export const NOTHING_KEPT: DictionariesMark = { sources: EMPTY, transponders: EMPTY };

const VERSION = /^(\d+):(\S*) (\d+):(\S*)$/;

/** Returns the version of dictionaries, made from their contents: a reader with the same beginning reads only the rest. */
export function versionOf({ sources, transponders }: DictionariesMark): string {
  return `${sources.size}:${sources.digest} ${transponders.size}:${transponders.digest}`;
}

/** Returns the extent that a version tells; undefined for a random word, as earlier versions of the gateway wrote. */
export function markIn(version: string): DictionariesMark | undefined {
  const [, sources, sourcesDigest = '', transponders, transpondersDigest = ''] = VERSION.exec(version) ?? [];
  if (sources === undefined || transponders === undefined) return undefined;
  return {
    sources: { size: Number(sources), digest: sourcesDigest },
    transponders: { size: Number(transponders), digest: transpondersDigest },
  };
}
