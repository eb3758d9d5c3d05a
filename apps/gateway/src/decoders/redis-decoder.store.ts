import { Inject, Injectable, Logger } from '@nestjs/common';
import { formatDecoderUrl, parseDecoderUrl } from '#decoder';
import type { StoreConnections } from '#passings';
import { DECODER_ID } from '../config/decoder-id.js';
import type { ConfiguredDecoder } from '../config/gateway-config.js';
import { SITE, STORE_CONNECTIONS } from '../storage/storage.module.js';
import { DecoderStore } from './decoder-store.js';

/** hash: decoder -> JSON with its URL. */
const KEY = `cl:{${SITE}}:decoders`;

/** All on one connection: what is read comes behind what was written, even where that was not answered. */
@Injectable()
export class RedisDecoderStore extends DecoderStore {
  private readonly log = new Logger('decoders');

  constructor(@Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections) {
    super();
  }

  override async all(): Promise<readonly ConfiguredDecoder[]> {
    const entries = await this.redis.writer.hgetall(KEY);
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
    await this.redis.writer.hset(KEY, decoderId, JSON.stringify({ url: formatDecoderUrl(address) }));
  }

  override async forget(decoderId: string): Promise<void> {
    await this.redis.writer.hdel(KEY, decoderId);
  }
}

function read(decoderId: string, text: string): ConfiguredDecoder {
  if (!DECODER_ID.test(decoderId)) throw new Error('no decoder has such an id');
  const { url } = JSON.parse(text) as { readonly url?: unknown };
  return { decoderId, address: parseDecoderUrl(String(url)) };
}
