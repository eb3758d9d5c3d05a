import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { type Feature, FEATURES } from './features.js';
import { type License, type LicenseStatus, statusOf } from './license.js';

export const DEMO_LICENSE_CODE = 'C0AC-H11N-KDEM-00AN';

/** A licence as its activation shows it. */
export class ActivatedLicense {
  @ApiProperty({ example: DEMO_LICENSE_CODE }) readonly license_code!: string;
  @ApiProperty({
    enum: ['active', 'grace', 'expired', 'revoked'],
    description: 'In `grace` everything works for 7 days beyond `valid_until`.',
    example: 'active',
  })
  readonly status!: LicenseStatus;
  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-12-31T23:59:59Z' })
  readonly valid_until!: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...FEATURES] },
    example: ['x2_decoder', 'p3_decoder', 'cloud_sync'],
  })
  readonly features!: readonly string[];
}

export class LicenseAnswer extends ActivatedLicense {
  @ApiProperty({ type: 'integer', description: 'How many devices may activate it.', example: 5 })
  readonly device_limit!: number;
  @ApiProperty({ type: 'integer', description: 'How many devices have.', example: 2 })
  readonly devices_registered!: number;
}

const features: ApiPropertyOptions = {
  type: 'array',
  items: { type: 'string', enum: [...FEATURES] },
  description: 'What the device may do: of all its licences in force together, those of this one first.',
  example: ['x2_decoder', 'p3_decoder', 'cloud_sync'],
};

/** The licence of a device, as its activation shows it. */
export class DeviceActivatedLicense extends ActivatedLicense {
  @ApiProperty(features) override readonly features!: readonly string[];
}

export class DeviceLicenseAnswer extends LicenseAnswer {
  @ApiProperty(features) override readonly features!: readonly string[];
}

export class ActivationAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ example: 'License activated successfully' }) readonly message!: string;
  @ApiProperty({ type: DeviceActivatedLicense }) readonly license!: DeviceActivatedLicense;
}

export function activatedLicense(
  license: License,
  nowMs: number,
  features: readonly Feature[] = license.features,
): ActivatedLicense {
  return {
    license_code: license.code,
    status: statusOf(license, nowMs),
    valid_until: isoSeconds(license.validUntilMs),
    features,
  };
}

export function licenseAnswer(
  license: License,
  registered: number,
  nowMs: number,
  allFeatures?: readonly Feature[],
): LicenseAnswer {
  const { license_code, status, valid_until, features } = activatedLicense(license, nowMs, allFeatures);
  return {
    license_code,
    status,
    valid_until,
    features,
    device_limit: license.deviceLimit,
    devices_registered: registered,
  };
}

/** Returns a time in ISO 8601; whole seconds without a fraction. */
export const isoSeconds = (timeMs: number): string => new Date(timeMs).toISOString().replace('.000Z', 'Z');
