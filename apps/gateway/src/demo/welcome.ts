import { describeTransport } from '#decoder';
import { DEMO_USER } from '../standing/demo-records.js';
import type { Demo } from './demo.js';
import type { GatewayConfig } from '../config/gateway-config.js';

/** What a person reads when the gateway is ready. */
export function welcome(url: string, { decoders }: GatewayConfig, demo?: Demo): string {
  const demoKeyPair = demo?.keyPair;
  const lines = ['', 'CoachLINK is ready.', '', `  Dashboard   ${url}/`, `  Swagger UI  ${url}/docs`];
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
