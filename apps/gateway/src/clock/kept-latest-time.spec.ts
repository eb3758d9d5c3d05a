import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway-config.js';
import { KeptLatestTime } from './kept-latest-time.js';

const NOW_MS = 1_700_000_000_000;

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
    new KeptLatestTime({ dataDir } as unknown as GatewayConfig, { nowMs: () => ms });
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
