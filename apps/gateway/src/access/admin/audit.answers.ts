import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { AUDITED_KINDS, type AuditEntry } from '../audit/audit-entry.js';
import type { AuditPage } from '../audit/audit-trail.js';
import { auditCursor } from './audit.input.js';
import { nextCursor } from './page.input.js';

export class ChangerAnswer {
  @ApiProperty({ type: 'string', enum: ['api_key', 'user'], example: 'api_key' }) readonly kind!: string;
  @ApiProperty({ description: '`configured`: the pair of the environment.', example: 'key_123' })
  readonly id!: string;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Of an api key; users are told by their id.',
    example: 'The script of the office',
  })
  readonly name!: string | null;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The device that the user was logged in on.',
    example: null,
  })
  readonly device_id!: string | null;
}

export class ChangedThingAnswer {
  @ApiProperty({ type: 'string', enum: [...AUDITED_KINDS], example: 'api_key' }) readonly kind!: string;
  @ApiProperty({ example: 'key_456' }) readonly id!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'The scoreboard' }) readonly name!: string | null;
}

const state = (description: string, scopes: readonly string[]): ApiPropertyOptions => ({
  type: 'object',
  additionalProperties: true,
  selfRequired: true,
  nullable: true,
  description,
  example: { name: 'The scoreboard', scopes, expires_at: null, old_secret_ends_at: null },
});

export class AuditEntryAnswer {
  @ApiProperty({ example: '001707847920000-000000-9f86d081' }) readonly id!: string;
  @ApiProperty({ type: 'string', format: 'date-time', example: '2024-02-13T18:12:00.000Z' })
  readonly at!: string;
  @ApiProperty({ type: ChangerAnswer }) readonly who!: ChangerAnswer;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The address of the connection: that of the proxy where there is one. Null: it was gone.',
    example: '192.168.1.20',
  })
  readonly from!: string | null;
  @ApiProperty({ description: 'The `operationId` of the call.', example: 'changeApiKey' })
  readonly operation!: string;
  @ApiProperty({ type: ChangedThingAnswer }) readonly what!: ChangedThingAnswer;
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description:
      'The fields that are others now, secret ones by their name alone; none of what was made or removed.',
    example: ['scopes'],
  })
  readonly changed!: readonly string[];
  @ApiProperty(state('As it was; null where there was nothing.', ['passings:read', 'system:read']))
  readonly before!: Readonly<Record<string, unknown>> | null;
  @ApiProperty(state('As it is; null where nothing is left.', ['passings:read']))
  readonly after!: Readonly<Record<string, unknown>> | null;
}

export class AuditAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [AuditEntryAnswer] }) readonly entries!: readonly AuditEntryAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
  @ApiProperty(nextCursor) readonly next_cursor!: string | null;
}

function entryAnswer(entry: AuditEntry): AuditEntryAnswer {
  const { entryId, atMs, who, from, operation, kind, id, name, changed, before, after } = entry;
  return {
    id: entryId,
    at: new Date(atMs).toISOString(),
    who: { kind: who.kind, id: who.id, name: who.name, device_id: who.deviceId },
    from,
    operation,
    what: { kind, id, name },
    changed,
    before,
    after,
  };
}

export function auditAnswer({ entries, hasMore }: AuditPage): AuditAnswer {
  const last = entries.at(-1);
  return {
    success: true,
    entries: entries.map(entryAnswer),
    count: entries.length,
    next_cursor: hasMore && last !== undefined ? auditCursor(last.entryId) : null,
  };
}
