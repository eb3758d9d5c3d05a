import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder beside the append-only one, for a person who wants to look at the part that was cut. */
const FOLDER = 'damaged-append-only';
const MOST_KEPT = 3;
const MOST_BYTES = 1_073_741_824;

/** Keeps damaged files as they were, under a second name each, which takes no room of its own while both exist. */
export class DamagedFiles {
  readonly folder: string;

  constructor(
    private readonly dataDir: string,
    now: Date,
  ) {
    this.folder = join(dataDir, FOLDER, now.toISOString().replaceAll(':', '-'));
  }

  keep(path: string, name: string): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (!existsSync(join(this.folder, name))) linkSync(path, join(this.folder, name));
  }

  /** Notes the changes to the files, and removes the oldest copies beyond `MOST_KEPT` and `MOST_BYTES`; the newest stay. */
  close(sentences: readonly string[]): void {
    writeFileSync(join(this.folder, 'what-was-cut.txt'), `${sentences.join('\n')}\n`, { mode: 0o600 });
    const parent = join(this.dataDir, FOLDER);
    let bytes = 0;
    for (const [index, name] of readdirSync(parent).toSorted().reverse().entries()) {
      bytes += bytesIn(join(parent, name));
      if (index > 0 && (index >= MOST_KEPT || bytes > MOST_BYTES))
        rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
