import type { PassingReport } from '#decoder';
import type { DecoderLedger, Passing, Witness } from '#passings';
import type { ArrivedPassing } from './clock-gate.js';

/** Far longer than it takes to find out that the gateway that reads the decoder is gone, on a machine that is busy too. */
const KEPT_MS = 60_000;
const MOST_KEPT = 20_000;

/**
 * `Overheard` keeps what a decoder sent last while another gateway reads it. Where that one ends, not all of it may be stored,
 * and not every decoder can send it again; the store drops what it has.
 */
export class Overheard {
  private heard: { readonly passing: ArrivedPassing; readonly atMs: number }[] = [];
  private parked: Passing[] = [];
  private openedAtMs = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** A link was opened: whatever the decoder did before was out of sight. */
  linkOpened(): void {
    this.openedAtMs = this.nowMs();
  }

  /**
   * Whether this passing came on the link that is open, and none of a lower number by itself since: the decoder was in sight,
   * and its numbers went on.
   */
  hasHeard(witness: Witness): boolean {
    const onLink = this.heard.filter(({ atMs }) => atMs >= this.openedAtMs).map(({ passing }) => passing);
    const at = onLink.findIndex(({ record }) => isSame(record.fields, witness));
    const isOnward = ({ record, isAsked }: ArrivedPassing): boolean =>
      isAsked || (record.fields.passingNumber ?? witness.number) >= witness.number;
    return at >= 0 && onLink.slice(at).every(isOnward);
  }

  add(arrived: readonly ArrivedPassing[]): void {
    const atMs = this.nowMs();
    for (const passing of arrived) this.heard.push({ passing, atMs });
    const [oldest] = this.heard;
    // Seldom, because it copies all of them.
    const isLong = this.heard.length > 2 * MOST_KEPT;
    if (isLong || (oldest !== undefined && atMs - oldest.atMs > 2 * KEPT_MS)) this.heard = this.kept();
  }

  /** Passings that this gateway was about to store when the other one took over. */
  park(passings: readonly Passing[]): void {
    this.parked = [...this.parked, ...passings].slice(-MOST_KEPT);
  }

  /** The clock by which they were received was wrong. */
  hostMoved(byUs: number): void {
    this.heard = this.heard.map(({ passing, atMs }) => ({
      passing: { ...passing, receivedAtUs: passing.receivedAtUs + byUs },
      atMs,
    }));
  }

  /**
   * In the order in which they came; nothing is left. `ledger`: of the other gateway, which heard the same in the same order:
   * what came before the newest that it kept is kept as well, but for what it knows to be missing.
   */
  takeAll(ledger: DecoderLedger | undefined): {
    readonly parked: readonly Passing[];
    readonly arrived: readonly ArrivedPassing[];
  } {
    const arrived = this.kept().map(({ passing }) => passing);
    const newest = ledger?.witness ?? undefined;
    const at = arrived.findLastIndex(
      ({ record: { fields } }) => newest !== undefined && isSame(fields, newest),
    );
    const isLacking = ({ record }: ArrivedPassing, index: number): boolean =>
      index > at || isMissing(ledger, record.fields.passingNumber);
    const taken = { parked: this.parked, arrived: arrived.filter(isLacking) };
    this.heard = [];
    this.parked = [];
    return taken;
  }

  /** In the order in which they came: what the other gateway is missing by its ledger, and has not heard. */
  lacking({ missing, numbering, epochSinceMs }: DecoderLedger): readonly ArrivedPassing[] {
    if (missing.length === 0) return [];
    return this.kept()
      .map(({ passing }) => passing)
      .filter(({ record: { fields }, receivedAtUs }) => {
        const { passingNumber, decoderId } = fields;
        if (passingNumber === undefined || missing.rangeWith(passingNumber) === undefined) return false;
        // Under one id there may be two decoders, and two numberings.
        const isOfDecoder = (decoderId ?? null) === numbering.wireId || numbering.wireId === null;
        return isOfDecoder && receivedAtUs >= (epochSinceMs ?? 0) * 1000;
      });
  }

  private kept() {
    const sinceMs = this.nowMs() - KEPT_MS;
    return this.heard.filter(({ atMs }) => atMs >= sinceMs).slice(-MOST_KEPT);
  }
}

function isSame({ passingNumber, rtcTimeUs }: PassingReport['fields'], witness: Witness): boolean {
  return passingNumber === witness.number && rtcTimeUs !== undefined && rtcTimeUs === witness.rtcTimeUs;
}

function isMissing(ledger: DecoderLedger | undefined, number: number | undefined): boolean {
  return number === undefined || ledger?.missing.rangeWith(number) !== undefined;
}
