import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { COMMAND_STATUSES } from './outcome.js';
import {
  type CommandConclusion,
  type CommandExecution,
  type CommandIntention,
  CommandTrail,
} from './command-trail.js';

/** Two entries for each execution: about 10,000 executions are kept. */
const MOST_ENTRIES = 20_000;
const PAGE = 1000;

/** The trail as a stream, cut off at its old end. */
@Injectable()
export class RedisCommandTrail extends CommandTrail {
  /** stream: intentions {at, key, command, decoder}, conclusions {of, at, status, error}. */
  private readonly key: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).commandTrail;
  }

  async intend(intentions: readonly CommandIntention[]): Promise<readonly string[]> {
    const all = this.redis.reader.multi();
    for (const { atMs, keyId, command, decoderId } of intentions) {
      const fields = ['at', atMs, 'key', keyId, 'command', command, 'decoder', decoderId];
      all.xadd(this.key, 'MAXLEN', '~', MOST_ENTRIES, '*', ...fields);
    }
    const replies = (await all.exec()) ?? [];
    return intentions.map((_, index) => {
      const [error, id] = replies[index] ?? [new Error('no reply to XADD')];
      if (error !== null) throw error;
      return String(id);
    });
  }

  async conclude(id: string, { atMs, status, error }: CommandConclusion): Promise<void> {
    const fields = ['of', id, 'at', atMs, 'status', status, ...(error === null ? [] : ['error', error])];
    await this.redis.reader.xadd(this.key, 'MAXLEN', '~', MOST_ENTRIES, '*', ...fields);
  }

  /** Reads backwards, so that a conclusion, which is younger than its intention, is met first. */
  async newest(limit: number): Promise<readonly CommandExecution[]> {
    const conclusions = new Map<string, CommandConclusion>();
    const executions: CommandExecution[] = [];
    for (let end = '+'; executions.length < limit;) {
      const entries = await this.redis.reader.xrevrange(this.key, end, '-', 'COUNT', PAGE);
      for (const [id, flat] of entries) {
        const entry = fieldsOf(flat);
        if (entry.of !== undefined) conclusions.set(entry.of, conclusionOf(entry));
        else if (executions.length < limit) executions.push(executionOf(id, entry, conclusions.get(id)));
      }
      const oldest = entries.at(-1)?.[0];
      if (oldest === undefined || entries.length < PAGE) break;
      end = `(${oldest}`;
    }
    return executions;
  }
}

type Entry = Readonly<Record<string, string | undefined>>;

function fieldsOf(flat: readonly string[]): Entry {
  const entry: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) entry[flat[at] ?? ''] = flat[at + 1] ?? '';
  return entry;
}

function executionOf(id: string, entry: Entry, conclusion: CommandConclusion | undefined): CommandExecution {
  const { at, key = '', command = '', decoder = '' } = entry;
  return { id, atMs: Number(at), keyId: key, command, decoderId: decoder, conclusion };
}

function conclusionOf({ at, status, error }: Entry): CommandConclusion {
  const known = COMMAND_STATUSES.find((each) => each === status);
  return { atMs: Number(at), status: known ?? 'failed', error: error ?? null };
}
