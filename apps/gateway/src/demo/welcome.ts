import { describeTransport } from '#decoder';
import { DEMO_USER } from '../standing/demo-records.js';
import type { Demo } from './demo.js';
import type { GatewayConfig } from '../config/gateway-config.js';
import { type StorageTrouble, TROUBLE_WORDS } from '../storage/storage-trouble.js';

/** What a person reads when the gateway runs: that it is ready where that is true. */
export function welcome(
  url: string,
  { decoders }: GatewayConfig,
  storage: StorageTrouble | undefined,
  demo?: Demo,
): string {
  const demoKeyPair = demo?.keyPair;
  const lines = ['', ...standing(storage), '', `  Dashboard   ${url}/`, `  Swagger UI  ${url}/docs`];
  for (const { decoderId, address } of decoders) {
    lines.push(
      `  Decoder     ${decoderId} at ${describeTransport(address)}${demoKeyPair === undefined ? '' : ' (simulated velodrome)'}`,
    );
  }
  if (decoders.length === 0)
    lines.push(
      '  Decoder     none in COACHLINK_DECODERS: add one with POST /api/v1/decoders, there or in Swagger UI',
    );
  if (demo?.device !== undefined) {
    lines.push(
      `  Device      X-Device-ID: ${demo.device.id}`,
      `              X-Device-Secret: ${demo.device.secret}`,
    );
    lines.push(`  User        email: ${DEMO_USER.email}`, `              password: ${DEMO_USER.password}`);
    lines.push('              POST /api/v1/auth/login with both gives the token for Authorization: Bearer');
  }
  if (demoKeyPair !== undefined) {
    const { key, secret } = demoKeyPair;
    lines.push(`  API key     x-api-key: ${key}`, `              x-api-secret: ${secret}`, '', 'Try it:', '');
    lines.push(
      `curl -s -X POST ${url}/api/v1/passings -H 'x-api-key: ${key}' -H 'x-api-secret: ${secret}' -H 'Content-Type: application/json' -d '{"limit": 5}'`,
    );
  }
  return `${lines.join('\n')}\n\n`;
}

function standing(storage: StorageTrouble | undefined): string[] {
  if (storage === undefined) return ['CoachLINK is ready.'];
  const { what, remedy } = TROUBLE_WORDS[storage];
  return [
    `CoachLINK runs, but ${what.charAt(0).toLowerCase()}${what.slice(1)}.`,
    `${remedy} CoachLINK need not be started anew then.`,
    'Until then passings wait, in the decoders and here, and most requests are answered with 503.',
  ];
}
