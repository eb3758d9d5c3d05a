import { statfsSync } from 'node:fs';
import type { AppendOnlyFiles } from './mend.js';

export interface RewriteSurroundings {
  /** The answer of INFO persistence; undefined where Redis does not answer. */
  readonly info: () => Promise<string | undefined>;
  /** BGREWRITEAOF. */
  readonly rewrite: () => Promise<unknown>;
  readonly freeBytes: () => number;
  readonly nowMs: () => number;
  readonly say: (message: string) => void;
}

const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;
/** Beside the data itself, so that what comes meanwhile finds room too. */
const SPARE_BYTES = 4_194_304;

/**
 * Has a private Redis write its append-only file anew where that is due: after each start, because a torn script is
 * applied twice later and a rewritten file loads faster; and once a full disk has left a hole, which is in the file and
 * no less in how Redis counts its end. Without room for it, it would fill the disk itself, and is waited with.
 */
export class RewriteCare {
  private isDue = true;
  private isHole = false;
  private hole = 0;
  /** The base that Redis makes at its very first start it does not count until it is written anew. */
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
    // What was not written yet would be in both files. The hole comes with the next write.
    if (!info.includes('aof_last_write_status:ok')) {
      this.expectHole();
      return;
    }
    if (manifest !== this.files.manifest()) return;
    // Of files that grow meanwhile Redis counts more: only a hole makes them longer than it knows.
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
    // Each hole costs data once another one follows, so a new one does not wait.
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

/** What those who are not root may still write on the file system of a folder. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const numberOf = (name: string, info: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

/** Before Redis 7 it was not counted: there the first one is enough. */
const rewritesIn = (info: string): number =>
  info.includes('aof_rewrites:')
    ? numberOf('aof_rewrites', info)
    : Number(/^aof_last_rewrite_time_sec:\d/m.test(info));
