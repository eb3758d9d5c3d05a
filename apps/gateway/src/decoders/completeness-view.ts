import { ApiProperty } from '@nestjs/swagger';
import { contiguousMark, type DecoderLedger, missingCount, receivedCount } from '#passings';

const MOST_RANGES = 10_000;
const nullable = { nullable: true, type: 'integer' } as const;

export const COMPLETENESS_STATES = ['unknown', 'complete', 'recovering', 'missing'] as const;
export type CompletenessState = (typeof COMPLETENESS_STATES)[number];

export class MissingRangeView {
  @ApiProperty({ type: 'integer', description: 'In which numbering.', example: 1 })
  readonly epoch!: number;
  @ApiProperty({ type: 'integer', example: 711_880 }) readonly from_number!: number;
  @ApiProperty({ type: 'integer', example: 711_882 }) readonly until_number!: number;
  @ApiProperty({ type: 'integer', description: 'Known since, ms since 1970.', example: 1707847920000 })
  readonly since!: number;
}

export class CompletenessView {
  @ApiProperty({ example: 'velodrome' }) readonly decoder_id!: string;
  @ApiProperty({
    enum: COMPLETENESS_STATES,
    description:
      '`unknown`: nothing was heard of its numbers yet. `recovering`: what is missing is being asked for. ' +
      '`missing`: it was asked for and did not come.',
    example: 'missing',
  })
  readonly state!: CompletenessState;
  @ApiProperty({
    description: 'The same for people.',
    example: '3 passings missing since 2024-02-13 18:12 UTC: the decoder was asked and did not send them.',
  })
  readonly summary!: string;
  @ApiProperty({
    ...nullable,
    description: 'Counts the numberings: it goes up when the numbers of the decoder begin again.',
    example: 1,
  })
  readonly epoch!: number | null;
  @ApiProperty({ ...nullable, description: 'The first number that counts.', example: 711_875 })
  readonly first_number!: number | null;
  @ApiProperty({
    ...nullable,
    description: 'Up to here nothing is missing: each number is received, or empty on the decoder.',
    example: 711_879,
  })
  readonly contiguous_number!: number | null;
  @ApiProperty({ ...nullable, description: 'The highest number that is known of.', example: 711_957 })
  readonly last_number!: number | null;
  @ApiProperty({ type: 'integer', description: 'Numbers of this epoch whose passing is kept.', example: 80 })
  readonly received!: number;
  @ApiProperty({ type: 'integer', description: 'Of these, how many came only when asked for.', example: 1 })
  readonly recovered!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Numbers that the decoder does not have either: some decoders count by 2.',
    example: 0,
  })
  readonly empty_on_decoder!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Numbers whose passing is not kept, of every epoch.',
    example: 3,
  })
  readonly missing!: number;
  @ApiProperty({
    type: [MissingRangeView],
    description: `The missing numbers, oldest first, at most ${MOST_RANGES.toLocaleString('en')} ranges; of older numberings the newest 100.`,
  })
  readonly missing_ranges!: readonly MissingRangeView[];
  @ApiProperty({
    type: 'integer',
    description: 'Passings that came again since the start, and were dropped.',
    example: 0,
  })
  readonly duplicates!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Passings that were dated anew, because the clock of the gateway had been wrong.',
    example: 0,
  })
  readonly redated!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Rejected byte ranges by reason, since the start.',
    example: { bad_crc: 1 },
  })
  readonly rejected!: Readonly<Record<string, number>>;
}

export interface CompletenessParts {
  readonly decoderId: string;
  readonly ledger: DecoderLedger | undefined;
  readonly isConnected: boolean;
  readonly isRecovering: boolean;
  readonly duplicates: number;
  readonly rejected: Readonly<Record<string, number>>;
}

export function completenessState(
  ledger: DecoderLedger | undefined,
  isRecovering: boolean,
): CompletenessState {
  if (ledger === undefined) return 'unknown';
  if (ledger.missing.length > 0 && isRecovering) return 'recovering';
  return missingCount(ledger) + ledger.lostCount > 0 ? 'missing' : 'complete';
}

export function completenessOf(parts: CompletenessParts): CompletenessView {
  const { decoderId, ledger, isConnected, isRecovering, duplicates, rejected } = parts;
  const missing = ledger?.missing.map((range) => ({ ...range, epoch: ledger.epoch })) ?? [];
  const ranges = [...(ledger?.lost ?? []), ...missing];
  const state = completenessState(ledger, isRecovering);
  const count = ledger === undefined ? 0 : missingCount(ledger) + ledger.lostCount;
  return {
    decoder_id: decoderId,
    state,
    // What was lost with an older numbering no decoder can be asked for any more.
    summary: summaryOf(state, { count, sinceMs: ranges[0]?.sinceMs ?? 0 }, isConnected, missing.length > 0),
    epoch: ledger?.epoch ?? null,
    first_number: ledger?.firstNumber ?? null,
    contiguous_number: ledger === undefined ? null : contiguousMark(ledger),
    last_number: ledger?.highest ?? null,
    received: ledger === undefined ? 0 : receivedCount(ledger),
    recovered: ledger?.recovered ?? 0,
    empty_on_decoder: ledger?.empty ?? 0,
    missing: count,
    missing_ranges: ranges.slice(0, MOST_RANGES).map(({ epoch, from, until, sinceMs }) => ({
      epoch,
      from_number: from,
      until_number: until,
      since: sinceMs,
    })),
    duplicates,
    redated: ledger?.redated ?? 0,
    rejected,
  };
}

function summaryOf(
  state: CompletenessState,
  { count, sinceMs }: { readonly count: number; readonly sinceMs: number },
  isConnected: boolean,
  mayStillCome: boolean,
): string {
  const passings = count === 1 ? '1 passing' : `${count} passings`;
  const since = new Date(sinceMs).toISOString().replace(/^(.{10})T(.{5}).*/, '$1 $2 UTC');
  switch (state) {
    case 'unknown':
      return 'Nothing was heard of its passing numbers yet.';
    case 'complete':
      return isConnected
        ? 'Every passing that it numbered is kept.'
        : 'Every passing until the connection was lost is kept; what it has since then is fetched when it is back.';
    case 'recovering':
      return `${passings} missing since ${since}: the decoder is being asked for them.`;
    case 'missing':
      return !isConnected && mayStillCome
        ? `${passings} missing since ${since}: the decoder is asked for them when it is back.`
        : `${passings} missing since ${since}: the decoder was asked and did not send them.`;
  }
}
