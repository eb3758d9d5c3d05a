import { ApiProperty } from '@nestjs/swagger';
import { INTERNET_STATES, type InternetState } from '../../platform/internet/internet-probe.js';
import { DEVICE_STATES, type DeviceState } from './condition.js';

// Keys stand in the order in which they are answered, the source document's first.

const figure = { type: 'number', nullable: true } as const;
const unknown = 'null where the machine does not tell.';

export class DeviceHardware {
  @ApiProperty({ ...figure, description: `Percent; ${unknown}`, example: 45.2 })
  readonly cpu_usage!: number | null;
  @ApiProperty({ ...figure, description: `Percent; ${unknown}`, example: 62.8 })
  readonly memory_usage!: number | null;
  @ApiProperty({ ...figure, description: `Percent; ${unknown}`, example: 35.1 })
  readonly disk_usage!: number | null;
  @ApiProperty({
    ...figure,
    description: `Of the processor, degrees Celsius; ${unknown}`,
    example: 42.5,
  })
  readonly temperature!: number | null;
}

export class DeviceConnectivity {
  @ApiProperty({
    type: 'string',
    enum: INTERNET_STATES,
    description:
      'Tried every 30 seconds: COACHLINK_INTERNET_PROBE, without it the host of COACHLINK_CLOUD_URL, without that ' +
      'well-known servers. `unknown` in the first seconds, and where it is not tried (`off`, and in the demo).',
    example: 'connected',
  })
  readonly internet!: InternetState;
  @ApiProperty({
    type: 'string',
    enum: ['disabled'],
    description: '`disabled`: passings are not replicated to a cloud.',
    example: 'disabled',
  })
  readonly cloud_sync!: 'disabled';
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'null as long as nothing was replicated.',
    example: null,
  })
  readonly last_sync!: string | null;
}

export class DeviceDecoders {
  @ApiProperty({ type: 'integer', description: 'That are configured.', example: 3 })
  readonly total!: number;
  @ApiProperty({
    type: 'integer',
    description:
      'Of those connected, the ones that sent a record within their last three status periods (15 s).',
    example: 2,
  })
  readonly active!: number;
  @ApiProperty({ type: 'integer', description: 'Whose link is open.', example: 2 })
  readonly connected!: number;
}

export class DeviceStatusAnswer {
  @ApiProperty({ type: 'string', description: 'The device that asks.', example: 'device_123' })
  readonly device_id!: string;
  @ApiProperty({
    type: 'string',
    enum: DEVICE_STATES,
    description:
      '`offline`: passings are not recorded now, as the storage does not take them or no decoder is connected. ' +
      '`degraded`: some decoder is missing or silent, none is configured, old passings wait to be dropped, or the machine is ' +
      'short of something. ' +
      'The internet does not count: passings are kept without it.',
    example: 'degraded',
  })
  readonly status!: DeviceState;
  @ApiProperty({ type: 'integer', description: 'Since the gateway was started.', example: 3600 })
  readonly uptime_seconds!: number;
  @ApiProperty({ type: 'string', description: 'Of the gateway.', example: '1.0.0' })
  readonly version!: string;
  @ApiProperty({ type: DeviceHardware })
  readonly hardware!: DeviceHardware;
  @ApiProperty({ type: DeviceConnectivity })
  readonly connectivity!: DeviceConnectivity;
  @ApiProperty({ type: DeviceDecoders })
  readonly decoders!: DeviceDecoders;
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'Why it is not `online`, for people, the gravest first.',
    example: [
      'Decoder finish is not connected: 192.168.1.50:5403: connection refused: is the decoder on, and is this its port?',
    ],
  })
  readonly reasons!: readonly string[];
}
