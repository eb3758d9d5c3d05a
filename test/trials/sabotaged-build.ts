import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Sabotage {
  /** Of the build. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** A copy of the build in which one thing is done wrong. */
export class SabotagedBuild {
  /** As the compiler leaves it: one file for each source, so that what is replaced is found by name. */
  readonly main: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-sabotage-'));

  constructor({ file, text, instead }: Sabotage) {
    const dist = join(this.folder, 'dist');
    this.main = join(dist, 'apps/gateway/src/main.js');
    cpSync('dist', dist, { recursive: true });
    cpSync('package.json', join(this.folder, 'package.json'));
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
    const path = join(dist, file);
    const parts = readFileSync(path, 'utf8').split(text);
    if (parts.length !== 2)
      throw new Error(`${file} has the text to sabotage ${parts.length - 1} times, not once: ${text}`);
    writeFileSync(path, parts.join(instead));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
