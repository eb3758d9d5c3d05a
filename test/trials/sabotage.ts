import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Sabotage {
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** Puts `instead` in the place of `text` in a copy; `text` must occur exactly once, lest nothing is done. */
export function sabotage(copy: string, { file, text, instead }: Sabotage): void {
  const path = join(copy, file);
  const parts = readFileSync(path, 'utf8').split(text);
  if (parts.length !== 2)
    throw new Error(`${file} has the text to sabotage ${parts.length - 1} times, not once: ${text}`);
  writeFileSync(path, parts.join(instead));
}
