import { type DictionaryMark, EMPTY } from './dictionary.js';

/** How far both dictionaries of a site go. */
export interface DictionariesMark {
  readonly sources: DictionaryMark;
  readonly transponders: DictionaryMark;
}

export const NOTHING_KEPT: DictionariesMark = { sources: EMPTY, transponders: EMPTY };

const VERSION = /^(\d+):(\S*) (\d+):(\S*)$/;

/** The version of dictionaries tells what they hold: whoever knows the beginning reads only the rest, and can tell that it is one. */
export function versionOf({ sources, transponders }: DictionariesMark): string {
  return `${sources.size}:${sources.digest} ${transponders.size}:${transponders.digest}`;
}

/** Undefined for a version that tells nothing: earlier versions of the gateway wrote a random word. */
export function markIn(version: string): DictionariesMark | undefined {
  const [, sources, sourcesDigest = '', transponders, transpondersDigest = ''] = VERSION.exec(version) ?? [];
  if (sources === undefined || transponders === undefined) return undefined;
  return {
    sources: { size: Number(sources), digest: sourcesDigest },
    transponders: { size: Number(transponders), digest: transpondersDigest },
  };
}
