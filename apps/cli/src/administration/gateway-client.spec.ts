import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { GatewayClient } from './gateway-client.js';

const PAIR = { COACHLINK_ADMIN_KEY: 'key', COACHLINK_ADMIN_SECRET: 'secret' };

describe(GatewayClient.name, () => {
  it('takes its variables as the gateway does: without what stands around them', async () => {
    let headers: IncomingHttpHeaders = {};
    const server = createServer((request, response) => {
      ({ headers } = request);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const environment = {
      PORT: `${port}\r`,
      COACHLINK_ADMIN_KEY: 'key\r',
      COACHLINK_ADMIN_SECRET: ' secret\r',
    };
    await new GatewayClient(environment).ask('GET', '/decoders');
    expect(headers).toMatchObject({ 'x-api-key': 'key', 'x-api-secret': 'secret' });
    server.close();
  });

  it.each(['COACHLINK_URL', 'PORT', 'COACHLINK_ADMIN_KEY', 'COACHLINK_ADMIN_SECRET'])(
    'refuses a control character inside %s, without repeating the value',
    (name) => {
      expect(() => new GatewayClient({ ...PAIR, [name]: 'hunter\r2' })).toThrow(
        new RegExp(`^${name} has a control character((?!hunter).)*$`),
      );
    },
  );

  it('says what is missing', () => {
    expect(() => new GatewayClient({ ...PAIR, COACHLINK_ADMIN_SECRET: ' \r' })).toThrow(
      /^set COACHLINK_ADMIN_KEY/,
    );
  });
});
