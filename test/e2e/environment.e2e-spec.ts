import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = 'dist/bundle/gateway.js';
/** Variables of `npm test` for its processes, for which no warning is due. */
const OF_TESTS = Object.entries(process.env).filter(([name]) => name.startsWith('COACHLINK_TEST_'));

describe('the environment of the process', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-env-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (environment: Record<string, string>) =>
    spawnSync(process.execPath, [join(process.cwd(), MAIN)], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        ...Object.fromEntries(OF_TESTS),
        PATH: process.env.PATH,
        PORT: '0',
        // A missing certificate ends a start that is not refused.
        COACHLINK_TLS_CERT: 'none.pem',
        COACHLINK_TLS_KEY: 'none.pem',
        ...environment,
      },
    });

  it('refuses a control character with one line that names the variable, and makes no folder of that name', () => {
    const { status, stderr } = run({ COACHLINK_DATA_DIR: 'da\rta', COACHLINK_ADMIN_SECRET: ' \r' });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^coachlink: COACHLINK_DATA_DIR has a control character[^\n\r]*\n$/),
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  // Each alone made a folder of that name once; beside other variables the start may be refused for those.
  it.each([
    ['data\r', ['data']],
    ['da\rta', []],
  ])('makes no folder with a control character of COACHLINK_DATA_DIR %j', (dataDir, made) => {
    // An address that this machine does not have ends a start that is not refused.
    const elsewhere = { HOST: '192.0.2.1', COACHLINK_TLS_CERT: '', COACHLINK_TLS_KEY: '' };
    run({ REDIS_URL: 'redis://127.0.0.1:1', COACHLINK_DATA_DIR: dataDir, ...elsewhere });
    expect(readdirSync(folder)).toEqual(made);
  });

  it('takes a data directory from a file with lines as on Windows', () => {
    const redis = { REDIS_URL: 'redis://127.0.0.1:1\r' };
    run({
      ...redis,
      COACHLINK_DATA_DIR: 'data\r',
      COACHLINK_TLS_CERT: '\r',
      COACHLINK_TLS_KEY: '\r',
      HOST: '192.0.2.1\r',
    });
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('warns of each name that is not known, in one line with the nearest', () => {
    const { stdout } = run({ COACHLINK_DECODER: 'hunter2', COACHLINK_ROLE: 'hub' });
    expect(stdout).toContain('COACHLINK_DECODERS');
    const warnings = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message: string }).message);
    expect(warnings).toEqual([
      expect.stringMatching(/^COACHLINK_DECODER .*: is COACHLINK_DECODERS meant\?$/),
      expect.stringMatching(/^COACHLINK_ROLE /),
    ]);
    expect(stdout).not.toContain('hunter2');
  });
});
