import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../harness/machine.js';
import type { Row } from '../harness/row.js';

/** The written result of one bench. */
export interface Result {
  readonly name: string;
  readonly meaning: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** Reads results in the order of `names`; benches that did not run are left out. */
export function readResults(folder: string, names: readonly string[]): Result[] {
  const files = new Set(readdirSync(folder));
  return names
    .filter((name) => files.has(`${name}.json`))
    .map((name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Result);
}
