import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of the gateway and its command line, as their package says: that is above us, however deep we were built. */
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
