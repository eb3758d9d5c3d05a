import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { hashOf, stampOf } from './stamps.mjs';
import { run, say } from './terminal.mjs';

/** Installs the packages of a folder's package-lock.json into that folder. */
export async function installDependencies(folder = root) {
  if (isInstalled(folder)) return;
  say('installing the locked dependencies (npm ci); the first time this takes a minute');
  // No install script is needed: the native parts come ready-made inside their packages.
  const flags = ['--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['ci', ...flags], 'the dependencies could not be installed', folder);
  writeFileSync(installStamp(folder), lockHash(folder));
}

export const isInstalled = (folder) => stampOf(installStamp(folder)) === lockHash(folder);
const installStamp = (folder) => join(folder, 'node_modules', '.coachlink-lock-hash');
const lockHash = (folder) => hashOf([join(folder, 'package-lock.json')]);
