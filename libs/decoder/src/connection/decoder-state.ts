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

/** `waiting`: for the next try. `barred`: it must not be opened. */
export type LinkState = 'connecting' | 'connected' | 'waiting' | 'barred' | 'closed';

/**
 * `open`: the link is opened, and again for ever. `keep`: one that is open lives on, and none is opened. `none`: it is
 * let go of at once.
 */
export type LinkPermission = 'open' | 'keep' | 'none';

/** What is known of a decoder and its link, readable at any time. Counters outlive a connection. */
export interface DecoderState {
  readonly link: LinkState;
  readonly linkSinceMs: number;
  /**
   * Since then the link is not read, because what came before is not taken: whether the decoder is still there is not
   * known. Undefined while it is read.
   */
  readonly notReadSinceMs: number | undefined;
  /** Why the link was lost or could not be opened, for people. */
  readonly lastError: string | undefined;
  /** How often the link was opened. */
  readonly connects: number;
  readonly counters: ParserCounters;
  readonly lastRecordAtMs: number | undefined;
  readonly lastPassingAtMs: number | undefined;
  /** DECODER_ID as the decoder names itself: the first on the newest link that had one. */
  readonly reportedDecoderId: string | undefined;
  /** Others that were seen on the same link. */
  readonly foreignDecoderIds: readonly string[];
  readonly statusPeriodMs: number;
  readonly status: StatusReport['fields'] | undefined;
  readonly version: IdentityReport['fields'] | undefined;
  readonly session: SessionReport['fields'] | undefined;
  readonly clock: ClockState;
  /** What it is not asked now, because it hung up on it. */
  readonly withheld: readonly WithheldQuestion[];
}

/** A decoder's STATUS comes every 5 s unless it is set otherwise (docs/protocols/p3.md, Transport). */
export const USUAL_STATUS_PERIOD_MS = 5000;
const SHORTEST_PERIOD_MS = 100;
const LONGEST_PERIOD_MS = 60_000;
const MAX_FOREIGN_IDS = 16;

/** Gathers what the records of a decoder tell about it. */
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

  /** After a break the time since the last STATUS says nothing about its period. */
  linkOpened(): void {
    this.lastStatusAtMs = undefined;
    this.lastId = undefined;
    this.isNewLink = true;
  }

  /** What was noted was noted by a clock that was wrong by so much. */
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
    // Another decoder may have been put in the place of the last one.
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
