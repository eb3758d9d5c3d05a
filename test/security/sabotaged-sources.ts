import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Sabotage, sabotage } from '../trials/sabotage.js';

const COPIED = ['apps', 'libs', 'test', 'package.json', 'jest.config.mjs', 'openapi.json'];
const LINKED = ['node_modules', 'dist'];

/** A copy of the sources and their tests with one fault. */
export class SabotagedSources {
  private readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-sabotage-'));

  constructor(wrong: Sabotage) {
    for (const name of COPIED) cpSync(name, join(this.folder, name), { recursive: true });
    for (const name of LINKED) symlinkSync(resolve(name), join(this.folder, name));
    sabotage(this.folder, wrong);
  }

  /** Returns whether a test of the copy fails, and its output. */
  async test(pattern: string): Promise<{ isRed: boolean; said: string }> {
    const jest = join('node_modules', 'jest', 'bin', 'jest.js');
    const child = spawn(process.execPath, [jest, pattern, '--runInBand', '--reporters=default'], {
      cwd: this.folder,
      env: { ...process.env, COACHLINK_TRIAL: '', COACHLINK_CONTRACT_DIR: this.folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((done) => child.on('exit', done));
    return { isRed: code !== 0 && /^Tests: .*[0-9]+ failed/m.test(said), said };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
