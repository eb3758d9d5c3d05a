import { ApiProperty } from '@nestjs/swagger';

// Keys stand in the order in which they are answered, which is the source document's.

const unknown = 'null where the host does not tell.';
const figure = { nullable: true, description: unknown } as const;
const usage = { type: 'number', nullable: true, minimum: 0, maximum: 100 } as const;

export class CpuMetrics {
  @ApiProperty({
    ...usage,
    description: `Of all cores together over the last seconds, with one decimal. In a container with a quota: of the quota; ${unknown}`,
    example: 45.2,
  })
  readonly usage_percent!: number | null;
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `That may be used: in a container with a quota, those of the quota, a part of one counted as one; ${unknown}`,
    example: 8,
  })
  readonly cores!: number | null;
  @ApiProperty({
    ...figure,
    type: 'array',
    items: { type: 'number' },
    minItems: 3,
    maxItems: 3,
    description: `Of the whole machine over 1, 5 and 15 minutes; ${unknown}`,
    example: [1.5, 1.3, 1.2],
  })
  readonly load_average!: readonly number[] | null;
}

export class MemoryMetrics {
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `In units of 1024 x 1024 bytes. In a container with a limit: the limit; ${unknown}`,
    example: 16_384,
  })
  readonly total_mb!: number | null;
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `Without what only speeds up files and can be dropped any time; ${unknown}`,
    example: 8192,
  })
  readonly used_mb!: number | null;
  @ApiProperty({ ...figure, type: 'integer', description: `The rest; ${unknown}`, example: 8192 })
  readonly free_mb!: number | null;
  @ApiProperty({ ...usage, description: `With one decimal; ${unknown}`, example: 50 })
  readonly usage_percent!: number | null;
}

export class DiskMetrics {
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `Of the disk that holds COACHLINK_DATA_DIR, in units of 1024 x 1024 x 1024 bytes; ${unknown}`,
    example: 500,
  })
  readonly total_gb!: number | null;
  @ApiProperty({ ...figure, type: 'integer', example: 250 })
  readonly used_gb!: number | null;
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `What the gateway may still write; with what is kept back for the system less than the rest; ${unknown}`,
    example: 250,
  })
  readonly free_gb!: number | null;
  @ApiProperty({
    ...usage,
    description: `Used, of used and free: as \`df\` reckons, with one decimal; ${unknown}`,
    example: 50,
  })
  readonly usage_percent!: number | null;
}

export class NetworkMetrics {
  @ApiProperty({
    ...figure,
    type: 'integer',
    description: `By all interfaces that have an address, loopback aside, since the machine started; ${unknown}`,
    example: 1_048_576_000,
  })
  readonly bytes_sent!: number | null;
  @ApiProperty({ ...figure, type: 'integer', example: 2_097_152_000 })
  readonly bytes_received!: number | null;
}

export class SystemMetricsAnswer {
  @ApiProperty({ type: CpuMetrics })
  readonly cpu!: CpuMetrics;
  @ApiProperty({ type: MemoryMetrics })
  readonly memory!: MemoryMetrics;
  @ApiProperty({ type: DiskMetrics })
  readonly disk!: DiskMetrics;
  @ApiProperty({ type: NetworkMetrics })
  readonly network!: NetworkMetrics;
  @ApiProperty({
    type: 'integer',
    description: 'Since the machine started. That of the gateway is in GET /api/v1/device/status.',
    example: 86_400,
  })
  readonly uptime_seconds!: number;
  @ApiProperty({
    type: 'integer',
    description: 'When these figures were taken, milliseconds since 1970 UTC.',
    example: 1_707_847_920_000,
  })
  readonly timestamp!: number;
}
