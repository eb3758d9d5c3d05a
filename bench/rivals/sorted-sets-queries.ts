import type { Redis } from 'ioredis';
import type { Passing, Session, TimeWindow } from '#passings';

/** Plain queries of the sorted sets. */
export class SortedSetsQueries {
  constructor(
    private readonly redis: Redis,
    private readonly key = 'passings',
  ) {}

  /** Returns the newest passings, of one transponder or of all. */
  async last({ fromUs, untilUs }: TimeWindow, limit: number, transponder?: string): Promise<Passing[]> {
    const key = transponder === undefined ? this.key : `${this.key}:${transponder}`;
    const members = await this.redis.zrevrangebyscore(key, untilUs, fromUs, 'LIMIT', 0, limit);
    return members.map((member) => JSON.parse(member) as Passing);
  }

  async sessions({ fromUs, untilUs }: TimeWindow): Promise<Session[]> {
    const transponders = await this.seenSince(fromUs);
    const pipeline = this.redis.pipeline();
    for (const transponder of transponders) {
      const key = `${this.key}:${transponder}`;
      pipeline.zrangebyscore(key, fromUs, untilUs, 'WITHSCORES', 'LIMIT', 0, 1);
      pipeline.zrevrangebyscore(key, untilUs, fromUs, 'WITHSCORES', 'LIMIT', 0, 1);
      pipeline.zcount(key, fromUs, untilUs);
    }
    const replies = (await pipeline.exec()) ?? [];
    const sessions = transponders.flatMap((transponderId, at): Session[] => {
      const [first, last, count] = replies.slice(3 * at, 3 * at + 3).map(([, reply]) => reply);
      if (count === 0) return [];
      return [session(transponderId, scoreIn(first), scoreIn(last), Number(count))];
    });
    return sessions.sort((a, b) => a.startMs - b.startMs);
  }

  async sessionsByGap({ fromUs, untilUs }: TimeWindow, gapUs: number): Promise<Session[]> {
    const sessions: Session[] = [];
    for (const transponderId of await this.seenSince(fromUs)) {
      const key = `${this.key}:${transponderId}`;
      const found = await this.redis.zrangebyscore(key, fromUs, untilUs, 'WITHSCORES');
      let [firstUs, lastUs, count] = [0, 0, 0];
      for (let at = 1; at < found.length; at += 2) {
        const timeUs = Number(found[at]);
        if (count > 0 && timeUs - lastUs > gapUs) {
          sessions.push(session(transponderId, firstUs, lastUs, count));
          count = 0;
        }
        if (count === 0) firstUs = timeUs;
        lastUs = timeUs;
        count++;
      }
      if (count > 0) sessions.push(session(transponderId, firstUs, lastUs, count));
    }
    return sessions.sort((a, b) => a.startMs - b.startMs);
  }

  countActive(sinceUs: number): Promise<number> {
    return this.redis.zcount(`${this.key}:seen`, sinceUs, '+inf');
  }

  private seenSince(timeUs: number): Promise<string[]> {
    return this.redis.zrangebyscore(`${this.key}:seen`, timeUs, '+inf');
  }
}

function session(transponderId: string, firstUs: number, lastUs: number, passingCount: number): Session {
  return {
    transponderId,
    startMs: Math.floor(firstUs / 1000),
    endMs: Math.floor(lastUs / 1000),
    passingCount,
  };
}

/** Returns the score of a reply with one member. */
function scoreIn(reply: unknown): number {
  return Number((reply as readonly string[])[1]);
}
