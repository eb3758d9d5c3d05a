import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '#environment';

/** Linked instead of copied, because it has too many files. */
const LINKED = 'node_modules';

describe('the image', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-image-'));
    const [, image = ''] = readFileSync('Dockerfile', 'utf8').split(/^FROM .*-slim$/m);
    for (const [, name = ''] of image.matchAll(/^COPY (?:--from=build \/app\/)?(\S+) /gm))
      if (name === LINKED) symlinkSync(join(process.cwd(), name), join(folder, name));
      else cpSync(name, join(folder, name), { recursive: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['--version', `${VERSION}\n`],
    ['decoder --help', 'Usage: coachlink decoder'],
  ])('has the command line, which installs and builds nothing there: %s', (words, said) => {
    const program = join(folder, 'bin', 'coachlink.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words.split(' ')], {
      encoding: 'utf8',
      cwd: folder,
      timeout: 30_000,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.startsWith(said)).toBe(true);
    expect(existsSync(join(folder, 'apps'))).toBe(false);
  });
});
