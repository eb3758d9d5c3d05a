import { GatewaySecrets } from '../auth/secrets/gateway-secrets.js';
import type { GatewayConfig, KeyPair } from '../../platform/config/gateway-config.js';

/** The administrator that a gateway makes for itself. */
export interface OwnAdministrator {
  readonly keyPair: KeyPair;
  /** The pair was never shown. */
  readonly isNew: boolean;
}

/**
 * Returns the administrator of a gateway with decoders as its only configuration, so that one variable is enough; from then on
 * it stays. In production and with a configured Redis, the configuration has to name the administrator.
 */
export function ownAdministrator(config: GatewayConfig): OwnAdministrator | undefined {
  const { production, demo, redisUrl, adminKeyPair, decoders } = config;
  if (production || demo || redisUrl !== undefined || adminKeyPair !== undefined) return undefined;
  const { ownKeyPair: keyPair, hasOwnAdministrator } = new GatewaySecrets(config);
  if (decoders.length === 0 && !hasOwnAdministrator) return undefined;
  return { keyPair, isNew: !hasOwnAdministrator };
}
