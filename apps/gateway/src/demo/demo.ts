import { parseDecoderUrl } from '#decoder';
import { type RunningSimulator, startSimulator } from '#simulator';
import { GatewaySecrets } from '../auth/secrets/gateway-secrets.js';
import type { GatewayConfig, KeyPair } from '../config/gateway-config.js';

export interface Demo {
  /** Of the device that the demo made, unless one is configured. */
  readonly device: { readonly id: string; readonly secret: string } | undefined;
  readonly config: GatewayConfig;
  readonly simulator: RunningSimulator;
  /** To be printed: the pair that the demo made. Never one that somebody configured. */
  readonly keyPair: KeyPair | undefined;
}

/** A decoder numbers its passings through all of its life: the simulated one goes on from the last demo. */
const FIRST_NUMBERED_S = 1_700_000_000;
const RIDERS = 20;

/** A simulated velodrome behind a real TCP socket, and credentials of its own, added to what is configured. */
export async function startDemo(config: GatewayConfig): Promise<Demo> {
  const startNumber = Math.floor(Date.now() / 1000) - FIRST_NUMBERED_S;
  const simulator = await startSimulator({ riders: RIDERS, loops: [{ metres: 0, startNumber }] });
  const address = parseDecoderUrl(`p3+tcp://127.0.0.1:${simulator.port}?loop=1`);
  const { deviceId, deviceSecret, demoKeyPair } = new GatewaySecrets(config);
  // The same in each demo on this data directory, so that a client which was tried goes on working.
  const keyPair = config.adminKeyPair === undefined ? demoKeyPair : undefined;
  return {
    simulator,
    keyPair,
    device: config.device === undefined ? { id: deviceId, secret: deviceSecret } : undefined,
    config: config.with({
      decoders: [...config.decoders, { decoderId: 'velodrome', address }],
      adminKeyPair: config.adminKeyPair ?? keyPair,
    }),
  };
}
