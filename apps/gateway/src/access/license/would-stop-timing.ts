import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import { Problem } from '../../platform/problems/problem.js';

const MOST_NAMED = 5;

/** Returns the problem that names the decoders a call would stop, and how to make the call all the same. */
export function wouldStopTiming(decoders: readonly ConfiguredDecoder[]): Problem {
  const ids = decoders.map(({ decoderId }) => decoderId);
  const kinds = [...new Set(decoders.map(({ address }) => address.kind))];
  return new Problem({
    status: 409,
    reason: 'would_stop_timing',
    message: messageOf(ids, kinds),
    details: { decoders: ids, features: kinds },
  });
}

function messageOf(ids: readonly string[], kinds: readonly string[]): string {
  const left = ids.length - MOST_NAMED;
  const named = `${ids.slice(0, MOST_NAMED).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
  const who = ids.length === 1 ? `the decoder ${named}, which needs` : `the decoders ${named}, which need`;
  return (
    `This would stop ${who} ${kinds.join(' and ')}, which no licence in force here holds then. ` +
    'Activate one that does first, or ask again with force=true (--force on the command line) if timing may stop.'
  );
}

/** The problem with one decoder, for the documentation. */
export const WOULD_STOP_TIMING = {
  status: 409,
  reason: 'would_stop_timing',
  message: messageOf(['finish'], ['p3_decoder']),
  details: { decoders: ['finish'], features: ['p3_decoder'] },
} as const;
