import { Injectable, Logger } from '@nestjs/common';
import { SteadyTime } from '../../../platform/clock/steady-time.js';

const QUIET_MS = 60_000;
const MOST_SOURCES = 1000;

interface Told {
  readonly atMs: number;
  /** Refusals since `atMs` that were not logged. */
  unsaid: number;
}

/** Logs refused sources: the first refusal at once, then at most one line a minute with the count, even in a flood. */
@Injectable()
export class Refusals {
  private readonly log = new Logger('auth');
  private readonly told = new Map<string, Told>();

  constructor(private readonly time: SteadyTime) {}

  /** `what`: never a text that the caller chose. */
  note(source: string, what: string): void {
    const nowMs = this.time.nowMs();
    const before = this.told.get(source);
    if (before !== undefined && nowMs - before.atMs < QUIET_MS) {
      before.unsaid++;
      return;
    }
    const more =
      before === undefined || before.unsaid === 0 ? '' : `; ${before.unsaid} more since the last line`;
    this.log.warn(`refused ${source}: ${what}${more}`);
    this.told.delete(source);
    if (this.told.size >= MOST_SOURCES) this.told.delete(this.told.keys().next().value ?? '');
    this.told.set(source, { atMs: nowMs, unsaid: 0 });
  }
}
