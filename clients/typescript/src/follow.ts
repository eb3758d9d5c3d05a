import type { Client } from 'openapi-fetch';
import type { components, paths } from '../schema.js';

export type FollowedPassing = components['schemas']['FeedPassingAnswer'];

/** Filters and the beginning: without `after`, passings from now on. */
export interface Following {
  /** The cursor of the last passing that was handled. */
  readonly after?: string;
  readonly transponder_id?: string;
  readonly decoder_id?: string;
  readonly loop_id?: number;
  /** Ends the following. */
  readonly signal?: AbortSignal;
  /** Hears that the storage was set back: passings may come again. */
  readonly onRewound?: () => void;
  /** Hears why the gateway cannot be asked; it is asked again in a moment. */
  readonly onTrouble?: (error: Error) => void;
}

const WAIT_S = 25;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Yields each passing when it is stored, and goes on behind the last one after every cut. Throws where asking again does not
 * help: the credentials are wrong, or the cursor is not known any more.
 */
export async function* follow(
  client: Client<paths>,
  { after = 'now', signal, onRewound, onTrouble, ...filters }: Following,
): AsyncGenerator<FollowedPassing> {
  const isEnded = (): boolean => signal?.aborted ?? false;
  let cursor = after;
  for (let pauseMs = FIRST_PAUSE_MS; !isEnded();) {
    const query = { ...filters, after: cursor, ...(cursor === 'now' ? {} : { wait_s: WAIT_S }) };
    const asked = { params: { query }, ...(signal === undefined ? {} : { signal }) };
    try {
      const { data, error, response } = await client.GET('/api/v1/passings/feed', asked);
      if (data === undefined) throw new Refused(response.status, error.message);
      if (data.rewound === true) onRewound?.();
      yield* data.passings;
      ({ cursor } = data);
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (isEnded()) return;
      if (!(error instanceof Error) || (error instanceof Refused && error.isFinal)) throw error;
      onTrouble?.(error);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

class Refused extends Error {
  readonly isFinal: boolean;

  constructor(status: number, message: string) {
    super(message);
    this.isFinal = status < 500 && status !== 429;
  }
}
