import { GatewaySecrets } from '../auth/secrets/gateway-secrets.js';
import type { GatewayConfig, KeyPair } from '../../platform/config/gateway-config.js';

/** The administrator of a gateway whose people set its decoders and nothing else. */
export interface OwnAdministrator {
  readonly keyPair: KeyPair;
  /** It was never shown. */
  readonly isNew: boolean;
}

/**
 * Made where decoders are all that is configured, so that one variable is enough, and there from then on. In production and
 * on a Redis that is given somebody else decides who administers it.
 */
export function ownAdministrator(config: GatewayConfig): OwnAdministrator | undefined {
  const { production, demo, redisUrl, adminKeyPair, decoders } = config;
  if (production || demo || redisUrl !== undefined || adminKeyPair !== undefined) return undefined;
  const { ownKeyPair: keyPair, hasOwnAdministrator } = new GatewaySecrets(config);
  if (decoders.length === 0 && !hasOwnAdministrator) return undefined;
  return { keyPair, isNew: !hasOwnAdministrator };
}
