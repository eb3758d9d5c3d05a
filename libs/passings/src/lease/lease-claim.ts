import { type Lease, leaseText, readLease, tokenOf } from './lease.js';

/** Silence after which a gateway counts as dead, and loses its lease. */
export const SILENT_MS = 2000;
/** Longest time between two looks: after a longer one the silence of the other gateway was not observed. */
const LONGEST_GAP_MS = 1500;
/** Time without a link after which a gateway gives up its lease: a link that is opened again at once keeps it. */
const UNLINKED_MS = 600;

/** A request to the store: set `next` where the text is `expected`, and return the text in any case. */
export interface LeaseMove {
  readonly expected: string;
  /** Undefined for a mere look. */
  readonly next: string | undefined;
  /** Whether `next` is set even if no other gateway watches. */
  readonly isUrgent: boolean;
}

export interface LeaseClaimant {
  readonly gateway: string;
  readonly run: string;
  readonly address: string;
}

/**
 * One gateway and the lease of one decoder: when it keeps the lease, and when it takes it from another gateway. Silence
 * is measured by the gateway's own looks on a monotonic clock, so that no two clocks are compared.
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

  /** Token of the lease; undefined while another gateway has it. */
  get token(): string | undefined {
    return this.held && tokenOf(this.held);
  }

  /** Whether this gateway has the lease; undefined before the first look at the store. */
  get isOurs(): boolean | undefined {
    return this.seen === undefined ? undefined : this.held !== undefined;
  }

  /** Text of the lease at the last look. */
  get text(): string | undefined {
    return this.seen;
  }

  /** Whether another gateway waits for this one to end: only then the store notes signs of life of this one. */
  get isWatched(): boolean {
    return this.held !== undefined && this.watched;
  }

  /** Whether this gateway may take the lease at once. */
  isFree(isLinked: boolean, nowMs: number): boolean {
    return this.seen !== undefined && this.held === undefined && this.mayTake(this.current, isLinked, nowMs);
  }

  /** The lease at the last look. */
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

  /** Returns the move that gives up the lease, so that no other gateway waits for this one. */
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
    // An earlier run left the lease behind and has ended: taken once, lest two gateways that are copies of each other
    // take it by turns.
    if (lease.gateway === this.me.gateway && this.heldEpoch === 0) return true;
    if (lease.link === 'unlinked' && isLinked) return true;
    // Redis was set back to before this gateway took the lease.
    if (lease.epoch < this.heldEpoch) return true;
    return nowMs - this.seenSinceMs >= SILENT_MS;
  }

  private taken(nowMs: number): string {
    const { gateway, run, address } = this.me;
    // The new holder gets time to open its link.
    this.linkedAtMs = nowMs;
    const epoch = (this.current?.epoch ?? 0) + 1;
    return leaseText({ epoch, run, gateway, address, link: 'linked', beat: 0 });
  }
}
