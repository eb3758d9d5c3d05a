import { Injectable, Logger } from '@nestjs/common';
import { formatDecoderUrl, parseDecoderUrl } from '#decoder';
import { DECODER_ID } from '../config/decoder-id.js';
import { type ConfiguredDecoder, GatewayConfig } from '../config/gateway-config.js';
import { SafeWrites } from '../storage/safe-writes.js';
import { DecoderStore } from './decoder-store.js';

/** hash: decoder -> JSON with its URL. All on one connection: what is read comes behind what was written, even where that was not answered. */
@Injectable()
export class RedisDecoderStore extends DecoderStore {
  private readonly log = new Logger('decoders');

  private readonly key: string;

  constructor(
    private readonly writes: SafeWrites,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = `cl:{${site}}:decoders`;
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
    const text = JSON.stringify({ url: formatDecoderUrl(address) });
    await this.writes.write((redis) => redis.hset(this.key, decoderId, text));
  }

  override async forget(decoderId: string): Promise<void> {
    await this.writes.write((redis) => redis.hdel(this.key, decoderId));
  }
}

function read(decoderId: string, text: string): ConfiguredDecoder {
  if (!DECODER_ID.test(decoderId)) throw new Error('no decoder has such an id');
  const { url } = JSON.parse(text) as { readonly url?: unknown };
  return { decoderId, address: parseDecoderUrl(String(url)) };
}
