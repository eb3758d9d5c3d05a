import type { ClockState } from '../clock/decoder-clock.js';
import type { WithheldQuestion } from './question-manners.js';
import {
  type DecoderReport,
  formatDecoderId,
  type IdentityReport,
  type ParserCounters,
  type SessionReport,
  type StatusReport,
  type WireId,
} from '../report.js';

/** `waiting`: until the next try. `barred`: no permission to open the link. */
export type LinkState = 'connecting' | 'connected' | 'waiting' | 'barred' | 'closed';

/**
 * `open`: the link is opened, and opened again whenever it is lost. `keep`: an open link stays, and no new one is
 * opened. `none`: the link is closed at once.
 */
export type LinkPermission = 'open' | 'keep' | 'none';

/** State of a decoder and its link, readable at any time. Counters outlive a connection. */
export interface DecoderState {
  readonly link: LinkState;
  readonly linkSinceMs: number;
  /**
   * Moment since which the link is not read, because the store has not taken the records before: until it is read
   * again, the presence of the decoder is unknown. Undefined while it is read.
   */
  readonly notReadSinceMs: number | undefined;
  /** Reason why the link was lost or could not be opened, for people. */
  readonly lastError: string | undefined;
  /** Number of times that the link was opened. */
  readonly connects: number;
  readonly counters: ParserCounters;
  readonly lastRecordAtMs: number | undefined;
  readonly lastPassingAtMs: number | undefined;
  /** DECODER_ID as the decoder names itself: the first on the newest link that had one. */
  readonly reportedDecoderId: string | undefined;
  /** Other DECODER_IDs on the same link. */
  readonly foreignDecoderIds: readonly string[];
  readonly statusPeriodMs: number;
  readonly status: StatusReport['fields'] | undefined;
  readonly version: IdentityReport['fields'] | undefined;
  readonly session: SessionReport['fields'] | undefined;
  readonly clock: ClockState;
  /** Questions on which the decoder hung up, and which are withheld now. */
  readonly withheld: readonly WithheldQuestion[];
}

/** A decoder's STATUS comes every 5 s unless it is set otherwise (docs/protocols/p3.md, Transport). */
export const USUAL_STATUS_PERIOD_MS = 5000;
const SHORTEST_PERIOD_MS = 100;
const LONGEST_PERIOD_MS = 60_000;
const MAX_FOREIGN_IDS = 16;

/** Gathers the state of a decoder from its records. */
export class DecoderObserver {
  lastRecordAtMs: number | undefined;
  lastPassingAtMs: number | undefined;
  status: StatusReport['fields'] | undefined;
  version: IdentityReport['fields'] | undefined;
  session: SessionReport['fields'] | undefined;
  reportedDecoderId: string | undefined;
  private lastId: WireId | undefined;
  private isNewLink = true;
  readonly foreignDecoderIds = new Set<string>();
  private lastStatusAtMs: number | undefined;

  constructor(public statusPeriodMs: number) {}

  /** Forgets the last STATUS: the time since then has a break in it and is no period. */
  linkOpened(): void {
    this.lastStatusAtMs = undefined;
    this.lastId = undefined;
    this.isNewLink = true;
  }

  /** Corrects the times of records by `byMs`: the clock of the host was set. */
  hostMoved(byMs: number): void {
    const moved = (ms: number | undefined): number | undefined => ms && ms + byMs;
    this.lastRecordAtMs = moved(this.lastRecordAtMs);
    this.lastPassingAtMs = moved(this.lastPassingAtMs);
    this.lastStatusAtMs = moved(this.lastStatusAtMs);
  }

  observe(record: DecoderReport, atMs: number): void {
    this.lastRecordAtMs = atMs;
    this.noteId(record.fields.decoderId);
    switch (record.kind) {
      case 'passing':
        this.lastPassingAtMs = atMs;
        break;
      case 'status':
        this.status = record.fields;
        if (record.fields.requestId === undefined) this.notePeriod(atMs);
        break;
      case 'identity':
        this.version = record.fields;
        break;
      case 'session':
        this.session = record.fields;
        break;
      default:
    }
  }

  private notePeriod(atMs: number): void {
    const period = this.lastStatusAtMs === undefined ? undefined : atMs - this.lastStatusAtMs;
    this.lastStatusAtMs = atMs;
    if (period === undefined || period < SHORTEST_PERIOD_MS || period > LONGEST_PERIOD_MS) return;
    this.statusPeriodMs = period;
  }

  private noteId(decoderId: WireId | undefined): void {
    if (decoderId === undefined || decoderId === this.lastId) return;
    this.lastId = decoderId;
    const id = formatDecoderId(decoderId);
    // The link may lead to another decoder than the last one.
    if (this.isNewLink) this.reportedDecoderId = id;
    this.isNewLink = false;
    this.foreignDecoderIds.delete(this.reportedDecoderId ?? id);
    if (id !== this.reportedDecoderId && this.foreignDecoderIds.size < MAX_FOREIGN_IDS)
      this.foreignDecoderIds.add(id);
  }
}

export function addCounters(a: ParserCounters, b: ParserCounters): ParserCounters {
  const rejected: Record<string, number> = { ...a.rejected };
  for (const [reason, count] of Object.entries(b.rejected)) {
    rejected[reason] = (rejected[reason] ?? 0) + count;
  }
  return {
    bytes: a.bytes + b.bytes,
    records: a.records + b.records,
    rejected,
    unknownTypes: a.unknownTypes + b.unknownTypes,
    unknownFields: a.unknownFields + b.unknownFields,
  };
}
