import type { DecoderAddress } from '#decoder';
import type { Place } from './internet-places.js';

export interface ConfiguredDecoder {
  readonly decoderId: string;
  readonly address: DecoderAddress;
  /** Its riders are invented. */
  readonly isSimulated?: boolean;
}

export interface KeyPair {
  readonly key: string;
  readonly secret: string;
}

/** PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

type GatewayValues = Omit<GatewayConfig, 'with'>;

/** What the environment says, read and checked once at the start. */
export class GatewayConfig {
  readonly host!: string;
  readonly port!: number;
  /** HTTPS where they are set, else HTTP. */
  readonly tls!: TlsFiles | undefined;
  readonly production!: boolean;
  readonly redisUrl!: string | undefined;
  readonly dataDir!: string;
  readonly demo!: boolean;
  /** By COACHLINK_DEMO=on, and not because nothing else is configured. */
  readonly isDemoAsked!: boolean;
  /** Why nobody asked for the demo and there is none, for people. */
  readonly noDemoBecause!: string | undefined;
  readonly decoders!: readonly ConfiguredDecoder[];
  readonly adminKeyPair!: KeyPair | undefined;
  /** The pair was made by this gateway, which then issues the licence for its decoders too. */
  readonly hasOwnAdministrator?: boolean;
  /** All keys in Redis are under this name; a hub of many sites gives each its own. */
  readonly site!: string;
  /** The credentials of this device, where they are configured. */
  readonly device!: KeyPair | undefined;
  readonly jwtSecret!: string | undefined;
  /** A code to activate at the start. */
  readonly licenseCode!: string | undefined;
  /** Where passings are to be replicated to. */
  readonly cloudUrl!: URL | undefined;
  /** Not ready while none of the decoders is connected. */
  readonly readyNeedsDecoder!: boolean;
  /** Pages of these origins may ask; with none, those of this gateway alone. */
  readonly corsOrigins!: readonly string[];
  /** Where the internet is tried, nowhere with none; undefined where nobody said. */
  readonly internetProbe!: readonly Place[] | undefined;
  readonly retentionDays!: number | undefined;
  readonly metrics!: MetricsAudience;
  readonly log!: LogLevel;
  /** Lines about variables that change nothing. */
  readonly warnings!: readonly string[];

  constructor(values: GatewayValues) {
    Object.assign(this, values);
  }

  with(values: Partial<GatewayValues>): GatewayConfig {
    return new GatewayConfig(Object.assign({}, this, values));
  }
}

/** Who may ask for the figures: this machine alone, everybody, nobody. */
export const METRICS_AUDIENCES = ['local', 'public', 'off'] as const;
export type MetricsAudience = (typeof METRICS_AUDIENCES)[number];

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
