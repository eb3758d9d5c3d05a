import type { DecoderState } from '#decoder';
import type { FeatureState } from '../../access/license/features.js';
import { type StorageTrouble, troubleSentences } from '../../platform/storage/storage-trouble.js';

/** States of a decoder's link, as people are told. */
export const LINK_STANDINGS = [
  'connecting',
  'connected',
  'standby',
  'not_read',
  'waiting',
  'unlicensed',
  'awaiting_storage',
  'closed',
] as const;

export interface LinkStanding {
  readonly state: (typeof LINK_STANDINGS)[number];
  readonly sinceMs: number;
  /** Present activity, as it follows `the decoder is`; undefined where `state` tells all. */
  readonly phrase?: string;
  /** Why the link must not be opened, as sentences. */
  readonly refusal?: string;
}

export interface LinkFacts {
  readonly link: Pick<DecoderState, 'link' | 'linkSinceMs' | 'notReadSinceMs'>;
  readonly license: FeatureState;
  readonly licenseTrouble: string | undefined;
  /** The store was read once for this decoder, so that its link may be opened. */
  readonly isStarted: boolean;
  /** Another gateway is connected to the decoder and reads it. */
  readonly isReadElsewhere: boolean;
}

/** Derives the state of a link from the known facts alone: while the storage is away, some states stay open. */
export function linkStanding(
  {
    link: { link, linkSinceMs, notReadSinceMs },
    license,
    licenseTrouble,
    isStarted,
    isReadElsewhere,
  }: LinkFacts,
  storage: StorageTrouble | undefined,
): LinkStanding {
  const sinceMs = linkSinceMs;
  if (isReadElsewhere && license === 'granted') return { state: 'standby', sinceMs };
  if (notReadSinceMs !== undefined)
    return { state: 'not_read', sinceMs: notReadSinceMs, phrase: notRead(notReadSinceMs, storage) };
  if (link === 'connected') return { state: link, sinceMs };
  // With the storage in order the link is started in a moment.
  const isHeldUp = license === 'granted' && !isStarted && storage !== undefined;
  if (license === 'unknown' || isHeldUp)
    return { state: 'awaiting_storage', sinceMs, phrase: awaiting(storage) };
  if (license !== 'granted' || link === 'barred')
    return { state: 'unlicensed', sinceMs, ...(licenseTrouble && { refusal: licenseTrouble }) };
  return { state: link, sinceMs };
}

function notRead(sinceMs: number, storage: StorageTrouble | undefined): string {
  const since = new Date(sinceMs).toISOString().slice(11, 19);
  return (
    `not read since ${since} UTC, because passings wait for the storage. Whether the decoder is still there is not ` +
    `known; passings that it keeps meanwhile are fetched afterwards.${troubleIn(storage)}`
  );
}

function awaiting(storage: StorageTrouble | undefined): string {
  return (
    'waiting for the storage, which was not read yet: its link is opened once the licences are read, and passings that ' +
    `it keeps meanwhile are fetched then.${troubleIn(storage)}`
  );
}

function troubleIn(storage: StorageTrouble | undefined): string {
  return storage === undefined ? '' : ` ${troubleSentences(storage)}`;
}
