import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Sabotage, sabotage } from './sabotage.js';

/** A copy of the build with one fault. */
export class SabotagedBuild {
  /** Main file of a build with one file for each source, so that the text to replace is found by its file. */
  readonly main: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-sabotage-'));

  constructor(wrong: Sabotage) {
    const dist = join(this.folder, 'dist');
    this.main = join(dist, 'apps/gateway/src/main.js');
    cpSync('dist', dist, { recursive: true });
    cpSync('package.json', join(this.folder, 'package.json'));
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
    sabotage(dist, wrong);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
