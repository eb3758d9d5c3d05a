import { type Lease, leaseText, readLease, tokenOf } from './lease.js';

/** A gateway that has a lease and says nothing for so long is dead, or held up as long as if it were. */
export const SILENT_MS = 2000;
/** Who does not look for so long has not seen whether the other one lives. */
const LONGEST_GAP_MS = 1500;
/** A link that is opened again at once is not given away. */
const UNLINKED_MS = 600;

/** What a gateway asks the store: to set `next` where the text is `expected`, and to be told the text in any case. */
export interface LeaseMove {
  readonly expected: string;
  /** Undefined where it only looks. */
  readonly next: string | undefined;
  /** To be set whether or not another gateway watches. */
  readonly isUrgent: boolean;
}

export interface LeaseClaimant {
  readonly gateway: string;
  readonly run: string;
  readonly address: string;
}

/**
 * One gateway and the lease of one decoder: when it keeps it, and when it takes it from another. It measures silence by what
 * it sees itself on a clock that nobody sets, so that no two clocks are compared.
 */
export class LeaseClaim {
  private seen: string | undefined;
  private current: Lease | undefined;
  private seenSinceMs = 0;
  private lookedAtMs = -Infinity;
  private linkedAtMs = -Infinity;
  private heldEpoch = 0;
  private watched = false;

  constructor(private readonly me: LeaseClaimant) {}

  /** Undefined while this gateway does not have the lease. */
  get token(): string | undefined {
    return this.held && tokenOf(this.held);
  }

  /** Undefined until the store was looked at. */
  get isOurs(): boolean | undefined {
    return this.seen === undefined ? undefined : this.held !== undefined;
  }

  /** The text that was seen last. */
  get text(): string | undefined {
    return this.seen;
  }

  /** Whether another gateway waits for this one to end: only then the store notes that this one lives. */
  get isWatched(): boolean {
    return this.held !== undefined && this.watched;
  }

  /** Whether it may be taken at once. */
  isFree(isLinked: boolean, nowMs: number): boolean {
    return this.seen !== undefined && this.held === undefined && this.mayTake(this.current, isLinked, nowMs);
  }

  /** As it was seen last. */
  get lease(): Lease | undefined {
    return this.current;
  }

  plan(isLinked: boolean, nowMs: number): LeaseMove {
    const { held, current, seen } = this;
    if (isLinked) this.linkedAtMs = nowMs;
    if (held !== undefined) {
      const link = nowMs - this.linkedAtMs < UNLINKED_MS ? 'linked' : 'unlinked';
      const { address } = this.me;
      const next = { ...held, link, address, beat: held.beat + 1 } as const;
      const isUrgent = link !== held.link || address !== held.address;
      return { expected: seen ?? '', next: leaseText(next), isUrgent };
    }
    const isWanted = seen === undefined || this.mayTake(current, isLinked, nowMs);
    return { expected: seen ?? '', next: isWanted ? this.taken(nowMs) : undefined, isUrgent: true };
  }

  /** Nobody else need wait for this gateway. */
  leaving(): LeaseMove {
    const { held, seen } = this;
    const next = held && leaseText({ ...held, link: 'left' });
    return { expected: seen ?? '', next, isUrgent: true };
  }

  saw(text: string, nowMs: number): void {
    this.watched = text !== this.seen;
    if (text !== this.seen || nowMs - this.lookedAtMs > LONGEST_GAP_MS) this.seenSinceMs = nowMs;
    this.seen = text;
    this.lookedAtMs = nowMs;
    this.current = readLease(text);
    if (this.held !== undefined) this.heldEpoch = this.held.epoch;
  }

  private get held(): Lease | undefined {
    const { current, me } = this;
    return current?.run === me.run && current.link !== 'left' ? current : undefined;
  }

  private mayTake(lease: Lease | undefined, isLinked: boolean, nowMs: number): boolean {
    if (lease === undefined || lease.link === 'left') return true;
    // Left behind by an earlier run, which has ended: once, lest two that are copies of each other take it by turns.
    if (lease.gateway === this.me.gateway && this.heldEpoch === 0) return true;
    if (lease.link === 'unlinked' && isLinked) return true;
    // Redis was set back to before it was ours.
    if (lease.epoch < this.heldEpoch) return true;
    return nowMs - this.seenSinceMs >= SILENT_MS;
  }

  private taken(nowMs: number): string {
    const { gateway, run, address } = this.me;
    // It has the time to open its link.
    this.linkedAtMs = nowMs;
    const epoch = (this.current?.epoch ?? 0) + 1;
    return leaseText({ epoch, run, gateway, address, link: 'linked', beat: 0 });
  }
}
