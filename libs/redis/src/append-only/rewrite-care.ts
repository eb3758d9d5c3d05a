import { statfsSync } from 'node:fs';
import type { AppendOnlyFiles } from './mend.js';

export interface RewriteSurroundings {
  /** The answer of INFO persistence; undefined where Redis does not answer. */
  readonly info: () => Promise<string | undefined>;
  /** Sends BGREWRITEAOF. */
  readonly rewrite: () => Promise<unknown>;
  readonly freeBytes: () => number;
  readonly nowMs: () => number;
  readonly say: (message: string) => void;
}

const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;
/** Room beside the data itself, so that writes meanwhile find room too. */
const SPARE_BYTES = 4_194_304;

/**
 * Has a private Redis rewrite its append-only file where that is due: after each start, because a torn script would be
 * applied twice later and a rewritten file loads faster; and once a full disk has left a hole, which makes the file
 * longer than Redis counts. Without room for it the rewrite would fill the disk itself, and waits.
 */
export class RewriteCare {
  private isDue = true;
  private isHole = false;
  private hole = 0;
  /** Size of the base that Redis makes at its very first start, which it does not count until a rewrite. */
  private uncountedAtFirst: number | undefined;
  private triedAtMs = -Infinity;
  private pauseMs = FIRST_PAUSE_MS;
  private rewritesBefore: number | undefined;
  private isRoomless = false;

  constructor(
    private readonly files: Pick<AppendOnlyFiles, 'bytes' | 'manifest'>,
    private readonly surroundings: RewriteSurroundings,
  ) {}

  async look(): Promise<void> {
    const manifest = this.files.manifest();
    const bytes = this.files.bytes();
    const info = (await this.surroundings.info()) ?? '';
    if (!info.includes('aof_rewrite_in_progress:0') || !info.includes('aof_rewrite_scheduled:0')) return;
    // Unwritten commands would be in both files. The hole comes with the next write.
    if (!info.includes('aof_last_write_status:ok')) {
      this.expectHole();
      return;
    }
    if (manifest !== this.files.manifest()) return;
    // Redis counts more of files that grow meanwhile: only a hole makes them longer than it knows.
    const uncounted = Math.max(0, bytes - numberOf('aof_current_size', info));
    this.uncountedAtFirst ??= uncounted;
    const hole = Math.max(0, uncounted - this.uncountedAtFirst);
    if (hole > 0) this.expectHole();
    this.noteSuccess(info, hole);
    if (this.isDue) await this.rewrite({ bytes, hole, rewrites: rewritesIn(info) });
  }

  private expectHole(): void {
    this.isDue = true;
    this.isHole = true;
  }

  private noteSuccess(info: string, hole: number): void {
    if (this.rewritesBefore === undefined || rewritesIn(info) <= this.rewritesBefore) return;
    this.rewritesBefore = undefined;
    if (hole > 0 || !info.includes('aof_last_bgrewrite_status:ok')) return;
    this.uncountedAtFirst = 0;
    if (this.isHole)
      this.surroundings.say('the append-only file is written anew: a full disk has left nothing in it');
    this.isDue = false;
    this.isHole = false;
    this.hole = 0;
    this.pauseMs = FIRST_PAUSE_MS;
    this.triedAtMs = -Infinity;
  }

  private async rewrite(found: { bytes: number; hole: number; rewrites: number }): Promise<void> {
    const nowMs = this.surroundings.nowMs();
    // A new hole does not wait: each one costs data once another follows.
    if (nowMs < this.triedAtMs + this.pauseMs && found.hole <= this.hole) return;
    const neededBytes = found.bytes + SPARE_BYTES;
    if (this.surroundings.freeBytes() < neededBytes) {
      if (!this.isRoomless)
        this.surroundings.say(
          `the append-only file is due to be written anew, and waits for room: it needs ${Math.ceil(neededBytes / 1e6)} MB free`,
        );
      this.isRoomless = true;
      return;
    }
    this.isRoomless = false;
    if (this.triedAtMs > -Infinity) this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    this.triedAtMs = nowMs;
    this.hole = found.hole;
    this.rewritesBefore = found.rewrites;
    await this.surroundings.rewrite();
  }
}

/** Returns the free bytes for users other than root on the file system of a folder. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const numberOf = (name: string, info: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

/** Returns the number of rewrites; before Redis 7 it is not counted, and 1 stands for any. */
const rewritesIn = (info: string): number =>
  info.includes('aof_rewrites:')
    ? numberOf('aof_rewrites', info)
    : Number(/^aof_last_rewrite_time_sec:\d/m.test(info));
