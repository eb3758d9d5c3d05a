import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { administrationCommands } from './administration.js';

const REFUSED = 'This would stop the decoder finish.';

describe(administrationCommands.name, () => {
  const asked: string[] = [];
  let gateway: Server;
  let commands: Command[];

  beforeAll(async () => {
    gateway = createServer(({ method = '', url = '' }, response) => {
      asked.push(`${method} ${url}`);
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
});
