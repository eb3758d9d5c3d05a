import { type RunningSimulator, startSimulator } from '#simulator';
import { ADMIN, gatewaysOnOneFolder } from './demo.fixture.js';
import { CREDENTIALS } from './gateway.fixture.js';

describe('a gateway whose people set its decoders and nothing else', () => {
  const { start, stop, ask, ride, printedPair } = gatewaysOnOneFolder();
  let track: RunningSimulator;
  let decoders: Record<string, string>;

  beforeAll(async () => {
    track = await startSimulator({ seed: 5, riders: 1, speed: 20 });
    decoders = { COACHLINK_DECODERS: `finish=p3+tcp://127.0.0.1:${track.port}?loop=1` };
  });
  afterAll(() => track.close());

  it('shows the pair of its administrator once, issues its own licence, and has the first passing', async () => {
    const welcome = await start(decoders);
    const pair = printedPair(welcome);
    expect(welcome).toContain('it is shown this once');
    expect(welcome).toContain(`export COACHLINK_ADMIN_SECRET=${pair['x-api-secret']}`);
    expect(welcome).not.toMatch(/Licence/);
    await ride(pair, 'finish');
    const { licenses } = await ask<{ licenses: object[] }>('/admin/licenses', pair);
    expect(licenses).toMatchObject([{ device_limit: 1 }]);
    await stop();

    const again = await start();
    expect(again).toContain('the one that was shown at the first start');
    expect(again).not.toContain(pair['x-api-secret']);
    expect(await ask('/decoders', pair)).toMatchObject({ status: 200 });
  }, 60_000);

  it('has the administrator that is configured, and none of its own beside that', async () => {
    const pair = printedPair(await start(decoders));
    await stop();
    const welcome = await start({ ...decoders, ...ADMIN });
    expect(welcome).not.toMatch(/API key/);
    expect(await ask('/decoders', CREDENTIALS)).toMatchObject({ status: 200 });
    expect(await ask('/decoders', pair)).toMatchObject({ status: 401 });
  }, 60_000);

  it('is refused in production, where somebody has to say who administers it', async () => {
    await expect(start({ ...decoders, NODE_ENV: 'production' })).rejects.toThrow(
      'COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET are missing',
    );
  });
});
