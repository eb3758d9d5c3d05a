import { ApiProperty } from '@nestjs/swagger';
import type { ApiKeyRecord, Device, User } from '../accounts/accounts.js';
import { ROLES, SCOPES } from '../accounts/rights.js';
import { LicenseAnswer } from '../license/license.answers.js';
import { nextCursor } from './page.input.js';

const moment = { type: 'string', format: 'date-time', example: '2024-02-13T18:12:00.000Z' } as const;

const lastTime = (what: string) =>
  ({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: `${what}, as it was written down within a minute; null: never.`,
    example: '2024-02-13T18:12:00.000Z',
  }) as const;

export class DeviceAnswer {
  @ApiProperty({ example: 'device_123' }) readonly device_id!: string;
  @ApiProperty({ example: 'The box beside the track' }) readonly name!: string;
  @ApiProperty(moment) readonly created_at!: string;
  @ApiProperty(lastTime('When its secret was last used')) readonly last_used_at!: string | null;
}

export class NewDeviceAnswer {
  @ApiProperty({ example: 'device_456' }) readonly device_id!: string;
  @ApiProperty({
    description: 'Shown this once: only a digest of it is kept.',
    example: 'cld_0000000000000000000000000000000000000000000000000',
  })
  readonly device_secret!: string;
  @ApiProperty({ example: 'The box beside the track' }) readonly name!: string;
  @ApiProperty(moment) readonly created_at!: string;
}

const oldEnds = {
  ...moment,
  description: 'Until then the old secret works as well; with no overlap, the time of the answer.',
} as const;

export class RotatedDeviceAnswer extends NewDeviceAnswer {
  @ApiProperty(oldEnds) readonly old_secret_ends_at!: string;
}

export class DevicesAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [DeviceAnswer] }) readonly devices!: readonly DeviceAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
  @ApiProperty(nextCursor) readonly next_cursor!: string | null;
}

export class UserAnswer {
  @ApiProperty({ example: 'user_123' }) readonly id!: string;
  @ApiProperty({ example: 'user@example.com' }) readonly email!: string;
  @ApiProperty({ example: 'John' }) readonly first_name!: string;
  @ApiProperty({ example: 'Doe' }) readonly last_name!: string;
  @ApiProperty({ type: 'string', enum: [...ROLES], example: 'coach' }) readonly role!: string;
  @ApiProperty(lastTime('When the user logged in last')) readonly last_login_at!: string | null;
}

export class UsersAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [UserAnswer] }) readonly users!: readonly UserAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
  @ApiProperty(nextCursor) readonly next_cursor!: string | null;
}

const scopes = {
  type: 'array' as const,
  items: { type: 'string' as const, enum: [...SCOPES] },
  example: ['passings:read'],
};
const expires = {
  type: 'string',
  format: 'date-time',
  nullable: true,
  description: 'Null: never.',
  example: null,
} as const;

export class ApiKeyAnswer {
  @ApiProperty({ example: 'key_123' }) readonly id!: string;
  @ApiProperty({ example: 'The scoreboard' }) readonly name!: string;
  @ApiProperty(scopes) readonly scopes!: readonly string[];
  @ApiProperty(expires) readonly expires_at!: string | null;
  @ApiProperty(moment) readonly created_at!: string;
  @ApiProperty(lastTime('When it was last used')) readonly last_used_at!: string | null;
}

export class NewApiKeyAnswer {
  @ApiProperty({ example: 'key_123' }) readonly id!: string;
  @ApiProperty({
    description: 'Shown this once.',
    example: 'clk_0000000000000000000000000000000000000000000000000',
  })
  readonly api_key!: string;
  @ApiProperty({
    description: 'Shown this once: only a digest of it is kept.',
    example: 'cls_0000000000000000000000000000000000000000000000000',
  })
  readonly api_secret!: string;
  @ApiProperty(scopes) readonly scopes!: readonly string[];
  @ApiProperty(expires) readonly expires_at!: string | null;
}

export class RotatedApiKeyAnswer {
  @ApiProperty({ example: 'key_123' }) readonly id!: string;
  @ApiProperty({
    description: 'Shown this once: only a digest of it is kept.',
    example: 'cls_0000000000000000000000000000000000000000000000000',
  })
  readonly api_secret!: string;
  @ApiProperty(scopes) readonly scopes!: readonly string[];
  @ApiProperty(expires) readonly expires_at!: string | null;
  @ApiProperty(oldEnds) readonly old_secret_ends_at!: string;
}

export class ApiKeysAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [ApiKeyAnswer] }) readonly api_keys!: readonly ApiKeyAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
  @ApiProperty(nextCursor) readonly next_cursor!: string | null;
}

export class LicensesAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [LicenseAnswer] }) readonly licenses!: readonly LicenseAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
  @ApiProperty(nextCursor) readonly next_cursor!: string | null;
}

export class RemovedAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ example: 'Removed' }) readonly message!: string;
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

const isoOrNull = (timeMs: number | undefined): string | null => (timeMs === undefined ? null : iso(timeMs));

export function deviceAnswer({ id, name, createdAtMs }: Device, usedAtMs: number | undefined): DeviceAnswer {
  return { device_id: id, name, created_at: iso(createdAtMs), last_used_at: isoOrNull(usedAtMs) };
}

export function newDeviceAnswer({ id, name, createdAtMs }: Device, secret: string): NewDeviceAnswer {
  return { device_id: id, device_secret: secret, name, created_at: iso(createdAtMs) };
}

/** Returns the end of the old secret. */
export function oldSecretEnds({ secret: { previous } }: Pick<Device | ApiKeyRecord, 'secret'>): string {
  return iso(previous?.untilMs ?? 0);
}

export function rotatedDeviceAnswer(device: Device, secret: string): RotatedDeviceAnswer {
  return Object.assign(newDeviceAnswer(device, secret), { old_secret_ends_at: oldSecretEnds(device) });
}

export function userAnswer(
  { id, email, firstName, lastName, role }: User,
  loginAtMs: number | undefined,
): UserAnswer {
  const names = { first_name: firstName, last_name: lastName };
  return { id, email, ...names, role, last_login_at: isoOrNull(loginAtMs) };
}

export const expiryOf = ({ expiresAtMs }: ApiKeyRecord): string | null =>
  expiresAtMs === null ? null : iso(expiresAtMs);

export function apiKeyAnswer(record: ApiKeyRecord, usedAtMs: number | undefined): ApiKeyAnswer {
  const { id, name, scopes: granted, createdAtMs } = record;
  const times = { created_at: iso(createdAtMs), last_used_at: isoOrNull(usedAtMs) };
  return { id, name, scopes: granted, expires_at: expiryOf(record), ...times };
}
