import type { P3Event, RecordTypeName } from '#p3';
import { ResendLog } from './resend-log.js';

/** Log of the requests of clients. */
export class AskedLog {
  /** Count by type of record; rejected bytes count as UNKNOWN. */
  readonly byType = new Map<RecordTypeName, number>();
  readonly resends = new ResendLog();

  note(event: P3Event, connection: number, askedAtUs: number): void {
    const type = event.kind === 'record' ? event.record.type : 'UNKNOWN';
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    if (event.kind !== 'record' || event.record.type !== 'RESEND') return;
    const { fromNumber, untilNumber } = event.record.fields;
    if (fromNumber === undefined || untilNumber === undefined) return;
    this.resends.add({ connection, fromNumber, untilNumber, askedAtUs });
  }
}
