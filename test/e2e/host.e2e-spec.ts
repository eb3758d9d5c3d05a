import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { startGateway } from '../../apps/gateway/src/gateway.js';

describe('a HOST that cannot be listened on', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'coachlink-host-'));
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['ENOTFOUND', /^HOST names track\.test, which nobody on this network knows: set it to an address/],
    ['EAI_AGAIN', /^HOST names track\.test, .*name server.* does not answer: set it to an address/],
    ['EAI_FAIL', /^HOST names track\.test, .*name server.* does not answer: set it to an address/],
  ])('is told in words (%s)', async (code, words) => {
    const lookup = (_: string, ...asked: unknown[]): void => {
      process.nextTick(
        asked.at(-1) as (error: Error) => void,
        Object.assign(new Error(`getaddrinfo ${code} track.test`), { code, syscall: 'getaddrinfo' }),
      );
    };
    jest.spyOn(dns, 'lookup').mockImplementation(lookup);
    const config = readEnvironment({
      HOST: 'track.test',
      PORT: '0',
      REDIS_URL: 'redis://127.0.0.1:1',
      COACHLINK_CLOUD_URL: 'https://127.0.0.1:1',
      COACHLINK_DATA_DIR: dataDir,
      COACHLINK_DEMO: 'off',
      COACHLINK_LOG: 'error',
    });
    await expect(startGateway(config, { path: '', isTerminal: false })).rejects.toThrow(words);
  });

  it.each([
    ['fe80::1', /^this machine cannot use fe80::1.*HOST.*fe80::1%eth0/],
    ['192.0.2.7', /^this machine has no address 192\.0\.2\.7/],
  ])('%s is told in words', async (host, words) => {
    const config = readEnvironment({
      HOST: host,
      PORT: '0',
      REDIS_URL: 'redis://127.0.0.1:1',
      COACHLINK_CLOUD_URL: 'https://127.0.0.1:1',
      COACHLINK_DATA_DIR: dataDir,
      COACHLINK_DEMO: 'off',
      COACHLINK_LOG: 'error',
    });
    await expect(startGateway(config, { path: '', isTerminal: false })).rejects.toThrow(words);
  });
});
