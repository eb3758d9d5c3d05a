import { Injectable, Logger } from '@nestjs/common';
import { formatDecoderUrl, parseDecoderUrl } from '#decoder';
import { SiteKeys } from '#redis';
import { DECODER_ID } from '../../platform/config/decoder-id.js';
import { type ConfiguredDecoder, GatewayConfig } from '../../platform/config/gateway-config.js';
import { alterationOf, type Subject } from '../../access/audit/alteration.js';
import { AuditedWrites } from '../../access/audit/audited-writes.js';
import { DecoderStore } from './decoder-store.js';

/**
 * hash: decoder -> JSON with its URL. All commands share one connection: a read comes behind the writes before it, answered
 * or not.
 */
@Injectable()
export class RedisDecoderStore extends DecoderStore {
  private readonly log = new Logger('decoders');

  private readonly key: string;

  constructor(
    private readonly writes: AuditedWrites,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).decoders;
  }

  override async all(): Promise<readonly ConfiguredDecoder[]> {
    const entries = await this.writes.read((redis) => redis.hgetall(this.key));
    return Object.entries(entries).flatMap(([decoderId, text]) => {
      try {
        return [read(decoderId, text)];
      } catch (error) {
        this.log.warn(`the stored decoder ${decoderId.slice(0, 64)} cannot be read: ${String(error)}`);
        return [];
      }
    });
  }

  override async keep({ decoderId, address }: ConfiguredDecoder): Promise<void> {
    await this.put(decoderId, JSON.stringify({ url: formatDecoderUrl(address) }));
  }

  override async forget(decoderId: string): Promise<void> {
    await this.put(decoderId, '');
  }

  /** Swaps the entry and audits its former value; repeats where another writer changed it meanwhile. */
  private async put(decoderId: string, after: string): Promise<void> {
    const told = (text: string): Told | undefined => (text === '' ? undefined : { decoderId, text });
    for (;;) {
      const before = (await this.writes.read((redis) => redis.hget(this.key, decoderId))) ?? '';
      const alteration = alterationOf(AUDITED_DECODER, told(before), told(after));
      if (await this.writes.swap(this.key, decoderId, { before, after }, alteration)) return;
    }
  }
}

/** A decoder as it is stored. */
interface Told {
  readonly decoderId: string;
  readonly text: string;
}

const AUDITED_DECODER: Subject<Told> = {
  kind: 'decoder',
  idOf: ({ decoderId }) => decoderId,
  nameOf: () => null,
  shown: ({ text }) => ({ url: urlIn(text) }),
  secretsOf: () => ({}),
};

function urlIn(text: string): string {
  const { url } = JSON.parse(text) as { readonly url?: unknown };
  return String(url);
}

function read(decoderId: string, text: string): ConfiguredDecoder {
  if (!DECODER_ID.test(decoderId)) throw new Error('no decoder has such an id');
  return { decoderId, address: parseDecoderUrl(urlIn(text)) };
}
