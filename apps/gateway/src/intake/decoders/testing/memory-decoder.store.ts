import type { ConfiguredDecoder } from '../../../platform/config/gateway-config.js';
import { DecoderStore } from '../decoder-store.js';

/** Plain model of the store. */
export class MemoryDecoderStore extends DecoderStore {
  readonly kept = new Map<string, ConfiguredDecoder>();

  override all(): Promise<readonly ConfiguredDecoder[]> {
    return Promise.resolve([...this.kept.values()]);
  }

  override keep(decoder: ConfiguredDecoder): Promise<void> {
    this.kept.set(decoder.decoderId, decoder);
    return Promise.resolve();
  }

  override forget(decoderId: string): Promise<void> {
    this.kept.delete(decoderId);
    return Promise.resolve();
  }
}
