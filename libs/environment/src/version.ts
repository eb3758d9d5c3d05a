import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the gateway and its command line, from the next package.json above this file. */
export const VERSION = versionAbove(import.meta.dirname);

function versionAbove(folder: string): string {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return versionAbove(parentOf(folder));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function parentOf(folder: string): string {
  const parent = dirname(folder);
  if (parent === folder) throw new Error('there is no package.json above the gateway');
  return parent;
}
