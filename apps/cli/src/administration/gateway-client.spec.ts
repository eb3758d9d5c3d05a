import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { certificateCommand } from '../commands/certificate.js';
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

  it('says that a certificate is not trusted, and what to do', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'coachlink-client-'));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await certificateCommand().parseAsync(['--dir', dir], { from: 'user' });
    const [cert, key] = ['cert.pem', 'key.pem'].map((file) => readFileSync(join(dir, file)));
    const server = createTlsServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new GatewayClient({ ...PAIR, COACHLINK_URL: `https://127.0.0.1:${port}` });
    await expect(client.ask('GET', '/decoders')).rejects.toThrow(
      /^the certificate of https:.* is not trusted: it is signed by itself alone\. Set NODE_EXTRA_CA_CERTS/,
    );
    server.close();
    rmSync(dir, { recursive: true });
    jest.restoreAllMocks();
  });

  it('says what is missing', () => {
    expect(() => new GatewayClient({ ...PAIR, COACHLINK_ADMIN_SECRET: ' \r' })).toThrow(
      /^set COACHLINK_ADMIN_KEY/,
    );
  });
});
