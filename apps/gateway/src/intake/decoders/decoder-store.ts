import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';

/** Keeps the decoders that were added while running, beyond a restart. */
export abstract class DecoderStore {
  abstract all(): Promise<readonly ConfiguredDecoder[]>;
  /** Replaces the decoder of the same id. */
  abstract keep(decoder: ConfiguredDecoder): Promise<void>;
  abstract forget(decoderId: string): Promise<void>;
}
