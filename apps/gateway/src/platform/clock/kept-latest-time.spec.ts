import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway-config.js';
import { HostClockWatch } from './host-clock-watch.js';
import { KeptLatestTime } from './kept-latest-time.js';
import { TrackTime } from './track-time.js';

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

describe(KeptLatestTime.name, () => {
  let dataDir: string;
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'coachlink-time-'));
    warn.mockClear();
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });
  afterAll(() => {
    warn.mockRestore();
  });

  const at = (ms: number): KeptLatestTime =>
    withClocks(
      () => ms,
      () => 0,
    ).time;
  const withClocks = (
    nowMs: () => number,
    steadyMs: () => number,
  ): { time: KeptLatestTime; trackTime: TrackTime } => {
    const hostClock = { nowUs: () => nowMs() * 1000 };
    const trackTime = new TrackTime(hostClock, new HostClockWatch(hostClock, { nowMs: steadyMs }));
    const config = { dataDir } as unknown as GatewayConfig;
    return { time: new KeptLatestTime(config, { nowMs }, trackTime), trackTime };
  };
  const file = (): string => join(dataDir, 'latest-time');
  const run = async (ms: number): Promise<number> => {
    const time = at(ms);
    await time.onModuleInit();
    await time.onApplicationShutdown();
    return time.nowMs();
  };

  it('is handed on from run to run, and says where the clock is behind it', async () => {
    await run(NOW_MS);
    expect(Number(readFileSync(file(), 'utf8'))).toBeGreaterThanOrEqual(NOW_MS);
    expect(warn).not.toHaveBeenCalled();
    expect(await run(0)).toBeGreaterThanOrEqual(NOW_MS);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(String(warn.mock.calls[0]?.[0])).toContain(file());
    expect(await run(NOW_MS + 5_000_000)).toBeGreaterThanOrEqual(NOW_MS + 5_000_000);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('takes no step before it is believed: a wrong answer of the network ends no licence', async () => {
    let [wallMs, steadyMs] = [NOW_MS, 0];
    const clocks = [() => wallMs, () => steadyMs] as const;
    const { time, trackTime } = withClocks(...clocks);
    await time.onModuleInit();
    wallMs += 800 * DAY_MS;
    expect(time.nowMs()).toBeLessThan(NOW_MS + 60_000);
    [wallMs, steadyMs] = [wallMs + 6000 - 800 * DAY_MS, 6000];
    expect(time.nowMs()).toBeLessThan(NOW_MS + 60_000);
    await time.onApplicationShutdown();
    expect(Number(readFileSync(file(), 'utf8'))).toBeLessThan(NOW_MS + 60_000);
    wallMs += 800 * DAY_MS;
    trackTime.move(trackTime.aheadUs);
    expect(time.nowMs()).toBeGreaterThanOrEqual(NOW_MS + 800 * DAY_MS);
    wallMs -= 800 * DAY_MS;
    expect(time.nowMs()).toBeGreaterThanOrEqual(NOW_MS + 800 * DAY_MS);
  });

  it.each([['nonsense'], [''], ['-5'], ['1e99'], ['99999999999999999']])(
    'takes a file that says %j for none',
    (text) => {
      writeFileSync(file(), text);
      expect(at(NOW_MS).nowMs()).toBeLessThan(NOW_MS + 60_000);
    },
  );

  it('says so where it cannot be kept, and goes on', async () => {
    dataDir = join(dataDir, 'a-file');
    writeFileSync(dataDir, '');
    const time = at(NOW_MS);
    await time.onModuleInit();
    expect(String(warn.mock.calls[0]?.[0])).toContain('cannot be written');
    await time.onApplicationShutdown();
    dataDir = join(dataDir, '..');
  });
});
