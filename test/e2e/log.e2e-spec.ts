import { jest } from '@jest/globals';
import { type RunningSimulator, startSimulator } from '#simulator';
import { CREDENTIALS, DEVICE, startTestGateway, type TestGateway, until } from './gateway.fixture.js';
import { type LogLine, WrittenLog } from './written-log.js';

jest.setTimeout(60_000);

describe('the log', () => {
  let log: WrittenLog;
  let simulator: RunningSimulator;
  let gateway: TestGateway;

  beforeEach(async () => {
    log = new WrittenLog();
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 100 });
    const there = `p3+tcp://127.0.0.1:${simulator.port}`;
    gateway = await startTestGateway(`finish=${there},again=${there}`, { COACHLINK_LOG: 'debug' });
  });
  afterEach(async () => {
    await gateway.stop();
    await simulator.close();
    log.end();
  });

  const change = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
    const response = await fetch(`${gateway.gateway.url}/api/v1${path}`, {
      method,
      headers: { ...CREDENTIALS, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, string>;
  };

  it('has levels and times that every reader of logs knows, and its start and its end', async () => {
    await until('it is connected', async () => {
      const { body } = await gateway.ask('GET', '/decoders/finish/completeness');
      return (body as { state: string }).state === 'complete' ? true : undefined;
    });
    simulator.decoders[0]?.decoder.report({ timeUs: Date.now() * 1000, transponder: 1000 });
    await until('the passing is kept', async () => {
      const { body } = await gateway.ask('POST', '/passings', {});
      return (body as { count: number }).count > 0 ? true : undefined;
    });
    await gateway.gateway.stop('SIGTERM');
    for (const { level, timestamp } of log.lines) {
      expect(['error', 'warn', 'info', 'debug']).toContain(level);
      expect(new Date(timestamp).toISOString()).toBe(timestamp);
    }
    const own = log.lines.filter(({ context }) => context === 'gateway').map(({ message }) => message);
    expect(own).toEqual([
      expect.stringMatching(
        /^CoachLINK \d+\.\d+\.\d+ starts on Node v\d+[^]*, site main, data in \/.*coachlink-e2e-/,
      ),
      expect.stringMatching(
        /^listens on http:\/\/127\.0\.0\.1:\d+; decoders: finish at 127\.0\.0\.1:\d+, again at 127\.0\.0\.1:\d+$/,
      ),
      expect.stringMatching(/^stopped by SIGTERM after \d+ s: \d passings? stored since the start$/),
    ]);
    expect(log.lines.at(-1)?.context).toBe('gateway');
  });

  it('warns once of one decoder that is configured twice', async () => {
    const doubled = ({ message }: LogLine): boolean => message.startsWith('Decoders finish and again have');
    await until('it warned', () => (log.lines.some(doubled) ? true : undefined));
    await change('POST', '/decoders', { decoder_id: 'other', url: 'p3+tcp://127.0.0.1:1' });
    await until('another second is over', () =>
      log.lines.some(({ message }) => message.includes('connection refused')) ? true : undefined,
    );
    expect(log.lines.filter(doubled)).toMatchObject([{ level: 'warn', context: 'decoders' }]);
  });

  it('says who changed what, and on what, and no secret and no name of a person', async () => {
    const box = await change('POST', '/admin/devices', { name: 'Box "2"' });
    const key = await change('POST', '/admin/api-keys', { name: 'script', scopes: ['admin'] });
    const user = await change('POST', '/admin/users', {
      email: 'jane@example.com',
      password: 'correct horse battery staple',
      first_name: 'Jane',
      last_name: 'Doe',
    });
    await change('PATCH', `/admin/users/${user.id ?? ''}`, {
      role: 'viewer',
      password: 'another horse battery',
    });
    await change('POST', `/admin/api-keys/${key.id ?? ''}/rotate`, { overlap_seconds: 60 });
    const own = { 'x-api-key': key.api_key ?? '', 'x-api-secret': key.api_secret ?? '' };
    await fetch(`${gateway.gateway.url}/api/v1/admin/devices/${box.device_id ?? ''}`, {
      method: 'DELETE',
      headers: own,
    });
    await change('POST', '/decoders', { decoder_id: 'start', url: 'p3+tcp://127.0.0.1:1?loop=2' });
    await change('PATCH', '/decoders/start', { url: 'p3+tcp://127.0.0.1:2' });
    await change('DELETE', '/decoders/start');
    await change('DELETE', `/admin/api-keys/${key.id ?? ''}`);
    await change('DELETE', `/admin/users/${user.id ?? ''}`);
    const configured = 'the configured api key';
    const boxes = `device ${box.device_id ?? ''} ("Box \\"2\\"")`;
    const script = `api key ${key.id ?? ''} ("script")`;
    const userId = user.id ?? '';
    expect(log.messages('admin')).toEqual([
      expect.stringMatching(/^the configured api key created licence ending in [0-9A-Z]{4}$/),
      `${configured} created ${boxes}`,
      `${configured} created ${script}`,
      `${configured} created user ${userId}`,
      `${configured} changed user ${userId}: role, password`,
      `${configured} gave ${script} a new secret`,
      `${script} deleted ${boxes}`,
      `${configured} created decoder start (p3+tcp://127.0.0.1:1?loop=2)`,
      `${configured} changed decoder start (p3+tcp://127.0.0.1:2?loop=1): url`,
      `${configured} deleted decoder start`,
      `${configured} deleted ${script}`,
      `${configured} deleted user ${userId}`,
    ]);
    const text = JSON.stringify(log.lines);
    for (const secret of [
      key.api_key,
      key.api_secret,
      box.device_secret,
      'battery',
      'jane@',
      'Doe',
      DEVICE['X-Device-Secret'],
    ])
      expect(text).not.toContain(secret);
  });
});
