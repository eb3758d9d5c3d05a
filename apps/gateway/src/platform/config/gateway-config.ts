import type { DecoderAddress } from '#decoder';
import type { Place } from './place.js';
import type { RelayPlace } from './relay-place.js';

export interface ConfiguredDecoder {
  readonly decoderId: string;
  readonly address: DecoderAddress;
  /** The decoder's riders are invented. */
  readonly isSimulated?: boolean;
}

export interface KeyPair {
  readonly key: string;
  readonly secret: string;
}

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

type GatewayValues = Omit<GatewayConfig, 'with'>;

/** The values of the environment, read and checked once at the start. */
export class GatewayConfig {
  readonly host!: string;
  readonly port!: number;
  /** The gateway speaks HTTPS where they are set, else HTTP. */
  readonly tls!: TlsFiles | undefined;
  readonly production!: boolean;
  readonly redisUrl!: string | undefined;
  readonly dataDir!: string;
  readonly demo!: boolean;
  /** The demo was asked for by COACHLINK_DEMO=on, and does not run only because no task is configured. */
  readonly isDemoAsked!: boolean;
  /** Reason, for people, why there is no demo although nobody refused it. */
  readonly noDemoBecause!: string | undefined;
  readonly decoders!: readonly ConfiguredDecoder[];
  readonly adminKeyPair!: KeyPair | undefined;
  /** The gateway made the pair itself, and then issues the licence for its decoders too. */
  readonly hasOwnAdministrator?: boolean;
  /** The name that all keys in Redis are under; a hub of many sites gives each its own. */
  readonly site!: string;
  /** The configured credentials of this device. */
  readonly device!: KeyPair | undefined;
  readonly jwtSecret!: string | undefined;
  /** A licence code to activate at the start. */
  readonly licenseCode!: string | undefined;
  /** The address that passings are to be replicated to. */
  readonly cloudUrl!: URL | undefined;
  /** Place where the stored passings are served again. */
  readonly relay!: RelayPlace | undefined;
  /** The gateway is not ready while none of the decoders is connected. */
  readonly readyNeedsDecoder!: boolean;
  /** Origins whose pages may ask beside those of this gateway itself. */
  readonly corsOrigins!: readonly string[];
  /** Places where the internet is tried; an empty list turns that off, undefined leaves the choice to `placesToReach`. */
  readonly internetProbe!: readonly Place[] | undefined;
  /** Webhooks may be on this machine itself. */
  readonly webhookLocal!: boolean;
  readonly retentionDays!: number | undefined;
  readonly metrics!: MetricsAudience;
  readonly log!: LogLevel;
  /** Lines about variables that have no effect. */
  readonly warnings!: readonly string[];

  constructor(values: GatewayValues) {
    Object.assign(this, values);
  }

  with(values: Partial<GatewayValues>): GatewayConfig {
    return new GatewayConfig(Object.assign({}, this, values));
  }
}

/** Askers that get the figures: this machine alone, everybody, nobody. */
export const METRICS_AUDIENCES = ['local', 'public', 'off'] as const;
export type MetricsAudience = (typeof METRICS_AUDIENCES)[number];

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
