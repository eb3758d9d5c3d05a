import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { SmallDisk } from '../support/small-disk.js';
import { freePort } from '../support/redis-on-port.js';
import { GatewayProcess } from '../trials/gateway-process.js';

jest.setTimeout(120_000);
/** More lines than a pipe or a terminal holds. */
const MANY_LINES = 450;
const itWithDisk = SmallDisk.isPossible() ? it : it.skip;

const linesOf = (text: string): string[] =>
  text.split('\n').filter((line) => /^{.*created licence.*}$/.test(line));

describe('the outputs of the gateway', () => {
  let folder: string;
  let gateway: GatewayProcess | undefined;
  const opened: number[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-outputs-'));
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
    for (const file of opened.splice(0)) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  });

  function open(path: string): number {
    const file = openSync(path, 'a');
    opened.push(file);
    return file;
  }

  async function start(stdout: number | 'pipe', stderr: number | 'pipe'): Promise<GatewayProcess> {
    const environment = { COACHLINK_DATA_DIR: join(folder, 'data'), COACHLINK_LOG: 'info' };
    gateway = new GatewayProcess(await freePort(), environment, undefined, ['ignore', stdout, stderr]);
    gateway.start();
    await ready(gateway);
    return gateway;
  }

  const ready = (of: GatewayProcess): Promise<unknown> =>
    of.until('it is ready', () => of.ask('GET', '/health/ready'));

  /** Makes changes, each of which is a line of the log. */
  async function change(times: number): Promise<void> {
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    for (let each = 0; each < times; each++) {
      if ((await gateway?.ask('POST', '/admin/licenses', terms)) === undefined)
        throw new Error('it does not answer');
    }
  }

  it('may be full from the start: it goes on, and says so beside and in its figures', async () => {
    const running = await start(open('/dev/full'), 'pipe');
    await change(3);
    expect(running.said).toContain('stdout cannot be written, because its disk is full');
    expect(await running.figure('coachlink_log_lost_lines_total')).toBeGreaterThan(3);
    expect(await running.figure('coachlink_log_trouble')).toBe(1);
  });

  it('may both be full', async () => {
    const running = await start(open('/dev/full'), open('/dev/full'));
    await change(3);
    expect(await running.figure('coachlink_log_lost_lines_total')).toBeGreaterThan(3);
  });

  it('may have a reader that sleeps, and lose it', async () => {
    const running = await start('pipe', 'pipe');
    running.deafen('asleep');
    await change(MANY_LINES);
    running.listen();
    await running.until('its lines are read', () =>
      Promise.resolve(linesOf(running.said).length >= MANY_LINES ? true : undefined),
    );
    running.deafen('gone');
    await change(3);
    await running.until('it is said', () =>
      Promise.resolve(running.said.includes('because its reader is gone') ? true : undefined),
    );
    await change(3);
  });

  itWithDisk('are written again, with the count of what is lost, once there is room', async () => {
    const disk = SmallDisk.mount(1);
    try {
      const log = join(disk.folder, 'log');
      const running = await start(open(log), 'pipe');
      disk.fill();
      await change(100);
      expect(await running.figure('coachlink_log_trouble')).toBe(1);
      disk.free();
      await running.until('it is written again', async () =>
        (await running.figure('coachlink_log_trouble')) === 0 ? true : undefined,
      );
      await running.stop();
      const lost = Number(/stdout is written again: (\d+) lines were lost/.exec(running.said)?.[1]);
      const text = readFileSync(log, 'utf8');
      expect(text).toContain(`${lost} lines of this output were lost before this one`);
      // The line that met the full disk is there in part, on a line of its own.
      expect(lost).toBeGreaterThan(50);
      expect(linesOf(text).length + lost).toBeGreaterThanOrEqual(100);
      expect(text).toContain('stopped by SIGTERM');
    } finally {
      for (const file of opened.splice(0)) closeSync(file);
      disk.unmount();
    }
  });
});
