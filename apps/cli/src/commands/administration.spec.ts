import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { administrationCommands } from './administration.js';

const REFUSED = 'This would stop the decoder finish.';

describe(administrationCommands.name, () => {
  const asked: string[] = [];
  const sent: string[] = [];
  let gateway: Server;
  let commands: Command[];

  beforeAll(async () => {
    gateway = createServer((request, response) => {
      const { method = '', url = '' } = request;
      asked.push(`${method} ${url}`);
      request.on('data', (chunk: Buffer) => sent.push(chunk.toString()));
      const isRefused = method === 'DELETE' && !url.endsWith('?force=true');
      response.writeHead(isRefused ? 409 : 200);
      response.end(JSON.stringify(isRefused ? { message: REFUSED } : { success: true }));
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    commands = administrationCommands({
      COACHLINK_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
      COACHLINK_ADMIN_KEY: 'key',
      COACHLINK_ADMIN_SECRET: 'secret',
    });
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    asked.length = 0;
    sent.length = 0;
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const run = async (name: string, ...words: string[]): Promise<unknown> =>
    commands.find((command) => command.name() === name)?.parseAsync(words, { from: 'user' });

  it.each([
    ['device', '/api/v1/admin/devices/the-box'],
    ['license', '/api/v1/admin/licenses/the-box'],
  ])('revokes a %s that decoders need only with --force, and says why', async (name, path) => {
    await expect(run(name, 'revoke', 'the-box')).rejects.toThrow(REFUSED);
    await run(name, 'revoke', 'the-box', '--force');
    expect(asked).toEqual([`DELETE ${path}`, `DELETE ${path}?force=true`]);
  });

  it.each([
    ['device', '/api/v1/admin/devices/the%20box/rotate'],
    ['api-key', '/api/v1/admin/api-keys/the%20box/rotate'],
  ])('gives a new secret to a %s', async (name, path) => {
    await run(name, 'rotate', 'the box', '--overlap-seconds', '60');
    expect(asked).toEqual([`POST ${path}`]);
  });

  it.each([
    ['user change u1 --email a@b.c --last-name Doe', 'PATCH users/u1', { email: 'a@b.c', last_name: 'Doe' }],
    ['device change d1 --name Box', 'PATCH devices/d1', { name: 'Box' }],
    [
      'api-key change k1 --scopes admin,system:read',
      'PATCH api-keys/k1',
      { scopes: ['admin', 'system:read'] },
    ],
    [
      'license change C --features p3_decoder --device-limit 2 --force',
      'PATCH licenses/C',
      { features: ['p3_decoder'], device_limit: 2, force: true },
    ],
    ['license deactivate C', 'POST licenses/C/deactivate', {}],
    ['license deactivate C --device d1', 'POST licenses/C/deactivate', { device_id: 'd1' }],
  ])('changes what is given, and nothing else: %s', async (line, call, body) => {
    await run(...(line.split(' ') as [string, ...string[]]));
    expect(asked).toEqual([call.replace(' ', ' /api/v1/admin/')]);
    expect(JSON.parse(sent.join(''))).toEqual(body);
  });
});
