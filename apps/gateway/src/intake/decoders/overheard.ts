import type { PassingReport } from '#decoder';
import type { DecoderLedger, Passing, Witness } from '#passings';
import type { ArrivedPassing } from './clock-gate.js';

/** Far longer than a gateway needs to find out that the reading one is gone, on a busy machine too. */
const KEPT_MS = 60_000;
const MOST_KEPT = 20_000;

/**
 * Keeps a decoder's latest passings while another gateway reads it. When that gateway ends, not all of them may be stored,
 * and not every decoder can send them again; the store drops those it has.
 */
export class Overheard {
  private heard: { readonly passing: ArrivedPassing; readonly atMs: number }[] = [];
  private parked: Passing[] = [];
  private openedAtMs = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Notes that a link was opened: the decoder was out of sight until then. */
  linkOpened(): void {
    this.openedAtMs = this.nowMs();
  }

  /**
   * Whether this passing came on the open link, and no lower number unasked after it: the decoder was in sight, and its
   * numbers went on.
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
    // Cut seldom, because each cut copies all of them.
    const isLong = this.heard.length > 2 * MOST_KEPT;
    if (isLong || (oldest !== undefined && atMs - oldest.atMs > 2 * KEPT_MS)) this.heard = this.kept();
  }

  /** Keeps passings that this gateway was about to store when the other one took over. */
  park(passings: readonly Passing[]): void {
    this.parked = [...this.parked, ...passings].slice(-MOST_KEPT);
  }

  /** Corrects the times of receipt after the host's clock was found wrong. */
  hostMoved(byUs: number): void {
    this.heard = this.heard.map(({ passing, atMs }) => ({
      passing: { ...passing, receivedAtUs: passing.receivedAtUs + byUs },
      atMs,
    }));
  }

  /**
   * Empties the list and returns it in order of arrival. `ledger`: that of the other gateway, which heard the same order, so
   * that passings up to its newest one are stored, except those it lists as missing.
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

  /** Returns, in order of arrival, the passings that the other gateway's ledger lists as missing. */
  lacking({ missing, numbering, epochSinceMs }: DecoderLedger): readonly ArrivedPassing[] {
    if (missing.length === 0) return [];
    return this.kept()
      .map(({ passing }) => passing)
      .filter(({ record: { fields }, receivedAtUs }) => {
        const { passingNumber, decoderId } = fields;
        if (passingNumber === undefined || missing.rangeWith(passingNumber) === undefined) return false;
        // Two decoders under one id have two numberings.
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
