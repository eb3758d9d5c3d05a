import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { SiteKeys } from '#redis';
import { Clock } from '../../platform/clock/clock.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { SafeWrites } from '../../platform/storage/safe-writes.js';
import type { Alteration } from './audit-entry.js';
import { CurrentCall } from './current-call.js';
import { entryText, orderedId } from './entry-text.js';
import { SWAP_FIELD } from './swap-field.generated.js';

/** Runs scripts that change administered records, each with its entry in the trail: both are written, or neither. */
@Injectable()
export class AuditedWrites {
  private readonly trail: string;
  /** Part of each entry's id, so that entries of two gateways in one millisecond differ. */
  private readonly run = randomBytes(4).toString('hex');
  private entries = 0;

  constructor(
    private readonly writes: SafeWrites,
    private readonly call: CurrentCall,
    private readonly clock: Clock,
    { site }: GatewayConfig,
  ) {
    this.trail = new SiteKeys(site).audit;
  }

  /** `script` includes parts/note.lua; its own keys and arguments come first. */
  write(
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
    alteration: Alteration | undefined,
  ): Promise<unknown> {
    const note = this.noteOf(alteration);
    return this.writes.write((redis) =>
      redis.eval(script, keys.length + 1, ...keys, this.trail, ...args, note),
    );
  }

  /** Replaces a field of a hash that still is `before`; an empty text stands for no field. Resolves to false otherwise. */
  async swap(
    key: string,
    field: string,
    texts: { readonly before: string; readonly after: string },
    alteration: Alteration | undefined,
  ): Promise<boolean> {
    return (await this.write(SWAP_FIELD, [key], [field, texts.before, texts.after], alteration)) === 1;
  }

  /** Reads after every change that was begun before. */
  read<Reply>(question: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply> {
    return this.writes.read(question);
  }

  private noteOf(alteration: Alteration | undefined): string {
    const call = this.call.get();
    if (call === undefined || alteration === undefined) return '';
    const atMs = this.clock.nowMs();
    const entryId = orderedId(atMs, this.entries++, this.run);
    return entryText({ ...call, ...alteration, entryId, atMs });
  }
}
