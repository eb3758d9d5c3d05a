import { join } from 'node:path';
import { parseDecoderUrl } from '#decoder';
import { type RunningSimulator, startSimulator } from '#simulator';
import { GatewaySecrets } from '../access/auth/secrets/gateway-secrets.js';
import type { GatewayConfig, KeyPair } from '../platform/config/gateway-config.js';
import { DEMO_DECODER, DEMO_LOOP, DEMO_SITE, firstNumberOfDemo } from '../platform/config/demo-numbering.js';

export interface Demo {
  /** Identity of the device that the demo made; undefined where one is configured. */
  readonly device: { readonly id: string; readonly secret: string } | undefined;
  readonly config: GatewayConfig;
  readonly simulator: RunningSimulator;
  /** The pair that the demo made, to be printed; undefined where one is configured. */
  readonly keyPair: KeyPair | undefined;
}

const RIDERS = 20;

/** Returns the configuration with a site and a directory of the demo: no file and no key there is one of a real gateway. */
export function inPlaceOfDemo(config: GatewayConfig): GatewayConfig {
  return config.with({ site: DEMO_SITE, dataDir: join(config.dataDir, 'demo') });
}

/** Starts a simulated velodrome behind a real TCP socket, and adds credentials of its own to the configured ones. */
export async function startDemo(config: GatewayConfig): Promise<Demo> {
  const startNumber = firstNumberOfDemo(Date.now());
  const simulator = await startSimulator({ riders: RIDERS, loops: [{ metres: 0, startNumber }] });
  const address = parseDecoderUrl(`p3+tcp://127.0.0.1:${simulator.port}?loop=${DEMO_LOOP}`);
  const { deviceId, deviceSecret, demoKeyPair } = new GatewaySecrets(config);
  // The pair is the same in each demo on this data directory, so that a client which was tried goes on working.
  const keyPair = config.adminKeyPair === undefined ? demoKeyPair : undefined;
  return {
    simulator,
    keyPair,
    device: config.device === undefined ? { id: deviceId, secret: deviceSecret } : undefined,
    config: config.with({
      decoders: [...config.decoders, { decoderId: DEMO_DECODER, address, isSimulated: true }],
      adminKeyPair: config.adminKeyPair ?? keyPair,
    }),
  };
}
