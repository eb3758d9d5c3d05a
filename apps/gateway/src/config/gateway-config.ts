import type { DecoderAddress } from '#decoder';

export interface ConfiguredDecoder {
  readonly decoderId: string;
  readonly address: DecoderAddress;
}

export interface KeyPair {
  readonly key: string;
  readonly secret: string;
}

type GatewayValues = Omit<GatewayConfig, 'with'>;

/** What the environment says, read and checked once at the start. */
export class GatewayConfig {
  readonly host!: string;
  readonly port!: number;
  readonly production!: boolean;
  readonly redisUrl!: string | undefined;
  readonly dataDir!: string;
  readonly demo!: boolean;
  readonly decoders!: readonly ConfiguredDecoder[];
  readonly adminKeyPair!: KeyPair | undefined;
  readonly retentionDays!: number | undefined;
  readonly log!: LogLevel;

  constructor(values: GatewayValues) {
    Object.assign(this, values);
  }

  with(values: Partial<GatewayValues>): GatewayConfig {
    return new GatewayConfig(Object.assign({}, this, values));
  }
}

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
