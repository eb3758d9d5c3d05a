import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { administrationCommands } from './administration.js';

const LONG = 'x'.repeat(64);
const MOMENT = '2024-02-13T18:12:00.000Z';
/** Lists by command: the path, the name of the list, and a row with values of the greatest length. */
const LISTS = [
  [
    'device',
    '/api/v1/admin/devices',
    'devices',
    { device_id: LONG, name: LONG.repeat(2), created_at: MOMENT },
  ],
  [
    'user',
    '/api/v1/admin/users',
    'users',
    { id: 'user_0123456789abcdef', email: LONG.repeat(3), first_name: LONG, last_name: LONG, role: 'coach' },
  ],
  [
    'api-key',
    '/api/v1/admin/api-keys',
    'api_keys',
    {
      id: 'key_0123456789abcdef',
      name: LONG,
      scopes: ['passings:read', 'commands:execute', 'system:read', 'admin'],
      expires_at: MOMENT,
      created_at: MOMENT,
    },
  ],
  [
    'license',
    '/api/v1/admin/licenses',
    'licenses',
    {
      license_code: 'C0AC-H11N-KDEM-00AN',
      status: 'expired',
      valid_until: '2025-12-31T23:59:59Z',
      features: ['x2_decoder', 'p3_decoder', 'cloud_sync'],
      device_limit: 10_000,
      devices_registered: 10_000,
    },
  ],
  [
    'decoder',
    '/api/v1/decoders',
    'decoders',
    {
      decoder_id: LONG,
      state: 'awaiting_storage',
      passings: 123_456_789,
      completeness: 'recovering',
      simulated: false,
      url: `p3+tcp://${LONG}:5403?loop=1`,
      last_error: 'nobody answers there, as it seems '.repeat(9).trim(),
      warnings: [`It has the address of ${LONG}.`],
    },
  ],
] as const;
const WIDEST = 100;

const REFUSED = 'This would stop the decoder finish.';

describe(administrationCommands.name, () => {
  const asked: string[] = [];
  const sent: string[] = [];
  const said: string[] = [];
  let gateway: Server;
  let commands: Command[];

  beforeAll(async () => {
    gateway = createServer((request, response) => {
      const { method = '', url = '' } = request;
      asked.push(`${method} ${url}`);
      request.on('data', (chunk: Buffer) => sent.push(chunk.toString()));
      const list = LISTS.find(([, path]) => method === 'GET' && url === path);
      if (list !== undefined) {
        response.end(JSON.stringify({ success: true, [list[2]]: [list[3], list[3]], count: 2 }));
        return;
      }
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
    said.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const run = async (name: string, ...words: string[]): Promise<unknown> =>
    commands.find((command) => command.name() === name)?.parseAsync(words, { from: 'user' });

  const printed = (): string[] => said.join('').trimEnd().split('\n');

  it.each(LISTS)(
    'lists each %s in lines of 100 characters, and of any with --wide',
    async (name, ...rest) => {
      await run(name, 'list');
      const narrow = printed();
      expect(narrow.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
      // The id is whole, as other commands take it.
      const [id = ''] = Object.values(rest[2]) as string[];
      expect(narrow[1]).toMatch(new RegExp(`^${id} `));
      expect(narrow.join()).not.toContain('T18:12:00');
      said.length = 0;
      await run(name, 'list', '--wide');
      for (const value of Object.values(rest[2]))
        if (typeof value === 'string' && !/^\d{4}-/.test(value)) expect(printed().join()).toContain(value);
      expect(printed().join()).not.toContain('…');
    },
  );

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
