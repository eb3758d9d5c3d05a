import { describeTransport } from '#decoder';
import type { GatewayConfig, KeyPair } from '../config/gateway-config.js';

/** What a person reads when the gateway is ready. */
export function welcome(url: string, { decoders }: GatewayConfig, demoKeyPair: KeyPair | undefined): string {
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
  if (demoKeyPair !== undefined) {
    const { key, secret } = demoKeyPair;
    lines.push(`  API key     x-api-key: ${key}`, `              x-api-secret: ${secret}`, '', 'Try it:', '');
    lines.push(
      `curl -s -X POST ${url}/api/v1/passings -H 'x-api-key: ${key}' -H 'x-api-secret: ${secret}' -H 'Content-Type: application/json' -d '{"limit": 5}'`,
    );
  }
  return `${lines.join('\n')}\n\n`;
}
