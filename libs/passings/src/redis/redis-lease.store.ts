import type { Cluster, Redis, Result } from 'ioredis';
import type { LeaseMove } from '../lease/lease-claim.js';
import { LeaseStore } from '../ports/lease.store.js';
import { leaseField } from './ledger-text.js';
import { SiteKeys } from '#redis';

/** A gateway that stands by says so at least as often. */
const STANDING_BY_MS = 3000;

/**
 * exchangeLeases: sets leases of decoders, all in one step.
 *
 * KEYS  1 ledgers, 2 standing-by
 * ARGV  1 for how many ms the caller is known to stand by, 0 where it does not
 *       then of each decoder: its field, the text that is expected there ('' for none), the text to set ('' for none), and 1
 *       where that is to be set in any case
 * Reply the text of each afterwards
 *
 * A gateway that is alone on its Redis writes nothing: that it lives is noted only while another one watches.
 */
const EXCHANGE_SCRIPT = `
local isWatched = ARGV[1] ~= '0'
if isWatched then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) else isWatched = redis.call('EXISTS', KEYS[2]) == 1 end
local fields = {}
for at = 2, #ARGV, 4 do fields[#fields + 1] = ARGV[at] end
local texts, changes = redis.call('HMGET', KEYS[1], unpack(fields)), {}
for i, field in ipairs(fields) do
  local expected, text, urgent = ARGV[4 * i - 1], ARGV[4 * i], ARGV[4 * i + 1]
  texts[i] = texts[i] or ''
  if text ~= '' and texts[i] == expected and (isWatched or urgent == '1') then
    texts[i] = text
    changes[#changes + 1] = field
    changes[#changes + 1] = text
  end
end
if #changes > 0 then redis.call('HSET', KEYS[1], unpack(changes)) end
return texts
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    exchangeLeases(...keysAndArguments: (string | number)[]): Result<string[], Context>;
  }
}

/** Leases beside the ledgers of the decoders: whoever stores passings finds both with one look. */
export class RedisLeaseStore extends LeaseStore {
  private readonly keys: readonly string[];

  constructor(
    private readonly redis: Redis | Cluster,
    site: string,
  ) {
    super();
    const { ledgers, standingBy } = new SiteKeys(site);
    this.keys = [ledgers, standingBy];
    redis.defineCommand('exchangeLeases', { numberOfKeys: 2, lua: EXCHANGE_SCRIPT });
  }

  override async exchange(
    moves: ReadonlyMap<string, LeaseMove>,
    isStandingBy: boolean,
  ): Promise<readonly string[]> {
    if (moves.size === 0) return [];
    const asked = [...moves].flatMap(([decoderId, { expected, next, isUrgent }]) => [
      leaseField(decoderId),
      expected,
      next ?? '',
      isUrgent ? '1' : '0',
    ]);
    return this.redis.exchangeLeases(...this.keys, isStandingBy ? STANDING_BY_MS : 0, ...asked);
  }
}
