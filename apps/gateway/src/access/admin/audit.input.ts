import type { AuditQuery } from '../audit/audit-trail.js';
import { isEntryId } from '../audit/entry-text.js';
import { MillisecondsField } from '../../platform/validation/fields.js';
import { PageCursorField, PageLimitField } from './page.input.js';
import { readCursor, refuse, writeCursor } from './paging.js';

const USUAL_LIMIT = 100;
const LIST = 'the audit trail';

export class AuditInput {
  @PageLimitField(USUAL_LIMIT) readonly limit?: number;
  @PageCursorField() readonly cursor?: string;
  @MillisecondsField({ description: 'Only what was changed then or later.' }) readonly since_ms?: number;
  @MillisecondsField({ description: 'Only what was changed then or before.' }) readonly until_ms?: number;
}

export function auditQuery({ limit = USUAL_LIMIT, cursor, since_ms, until_ms }: AuditInput): AuditQuery {
  return {
    limit,
    ...(since_ms === undefined ? {} : { sinceMs: since_ms }),
    ...(until_ms === undefined ? {} : { untilMs: until_ms }),
    ...(cursor === undefined ? {} : { olderThan: entryIn(cursor) }),
  };
}

export const auditCursor = (entryId: string): string => writeCursor(LIST, [entryId]);

function entryIn(cursor: string): string {
  const [entryId] = readCursor(LIST, cursor);
  return typeof entryId === 'string' && isEntryId(entryId) ? entryId : refuse(LIST);
}
