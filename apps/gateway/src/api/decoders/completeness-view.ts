import { ApiProperty } from '@nestjs/swagger';
import {
  contiguousMark,
  type DecoderLedger,
  DOUBT_REASONS,
  type DoubtReason,
  type MissingRange,
  missingCount,
  missingIn,
  receivedCount,
} from '#passings';
import type { Counting } from '#decoder';
import { unprovenWords } from '../../intake/recovery/numbering-words.js';

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
  @ApiProperty({
    type: 'integer',
    description:
      'How many of these numbers are missing: all of them, but where neighbouring holes are told as one.',
    example: 3,
  })
  readonly missing!: number;
}

export class CompletenessView {
  @ApiProperty({ example: 'velodrome' }) readonly decoder_id!: string;
  @ApiProperty({
    enum: COMPLETENESS_STATES,
    description:
      '`complete`: the decoder itself was asked, and every passing that it numbered is kept. `recovering`: what is missing ' +
      'is being asked for, or read from the recording of the decoder. `missing`: it was asked for and did not come. ' +
      '`unknown`: nobody can tell now: it is not connected, it was not asked yet, it could not settle whether its numbers ' +
      'go on (`doubt`), or the replicas of the storage did not confirm what is kept.',
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
  @ApiProperty({
    type: 'integer',
    description: 'Numbers of this epoch whose passing is kept, or was until retention dropped it.',
    example: 80,
  })
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
    description:
      `The missing numbers, oldest first, at most ${MOST_RANGES.toLocaleString('en')} ranges, and of each older numbering at ` +
      'most 100: where there are more, neighbouring holes are told as one range.',
  })
  readonly missing_ranges!: readonly MissingRangeView[];
  @ApiProperty({
    enum: DOUBT_REASONS,
    nullable: true,
    description:
      'Why it is not certain that nothing else is missing. `cannot_resend`: it does not send passings again, so that ' +
      'nobody can tell whether its numbers began again while it was away. `memory_cleared`: its memory was cleared while ' +
      'it was away. `began_unseen`: its numbers began again, and it does not send the first ones.',
    example: null,
  })
  readonly doubt!: DoubtReason | null;
  @ApiProperty({ ...nullable, description: 'Not certain since, ms since 1970.', example: null })
  readonly doubt_since!: number | null;
  @ApiProperty({
    ...nullable,
    description:
      'Dropped by retention until this number, of this epoch: what is not kept up to here was dropped because of its age, ' +
      'and is neither missing nor asked for again.',
    example: null,
  })
  readonly dropped_until_number!: number | null;
  @ApiProperty({ ...nullable, description: 'The time of that passing, ms since 1970.', example: null })
  readonly dropped_until!: number | null;
  @ApiProperty({
    ...nullable,
    description:
      'Lines that did not arrive since the start, of a decoder that numbers its lines and not its passings (p98): passings ' +
      'may be among them. Null for other decoders.',
    example: null,
  })
  readonly lost_lines!: number | null;
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
  /** Why stored passings may not last, as a sentence. */
  readonly storageDoubt?: string | undefined;
  /** Whether the decoder sends passings again when it is asked. */
  readonly canResend: boolean;
  /** The decoder is not asked for passings now, because it closes the link then. */
  readonly isResendWithheld: boolean;
  /** Another gateway reads the decoder, and alone knows its completeness. */
  readonly isReadElsewhere: boolean;
  /** Numbers by which a loss of this decoder can be told. */
  readonly counting: Counting;
  /** Lines that did not arrive, and since when in ms since 1970. */
  readonly lostLines: { readonly lost: number; readonly sinceMs: number | undefined };
  /** The recording of the decoder is being read, because the store lacks passings in it. */
  readonly isReadingRecording: boolean;
  readonly duplicates: number;
  readonly rejected: Readonly<Record<string, number>>;
}

type Progress = Pick<
  CompletenessParts,
  'isConnected' | 'isRecovering' | 'isReadingRecording' | 'storageDoubt'
>;

/** Derives the state. Missing passings come first: they are certain, whatever else is not. */
export function completenessState(
  ledger: DecoderLedger | undefined,
  { isConnected, isRecovering, isReadingRecording, storageDoubt }: Progress,
): CompletenessState {
  if (ledger === undefined) return 'unknown';
  if (missingCount(ledger) > 0 && (isRecovering || isReadingRecording)) return 'recovering';
  if (missingCount(ledger) + ledger.lostCount > 0) return 'missing';
  const isProven = ledger.isReconciled && ledger.unproven === null && ledger.doubt === null;
  return isProven && isConnected && storageDoubt === undefined ? 'complete' : 'unknown';
}

export function completenessOf(parts: CompletenessParts): CompletenessView {
  const { decoderId, ledger, isReadElsewhere, duplicates, rejected } = parts;
  const ranges = rangesOf(ledger);
  const state = completenessState(ledger, parts);
  const { reason, sinceMs } = doubtOf(ledger);
  const count = ledger === undefined ? 0 : missingCount(ledger) + ledger.lostCount;
  return {
    decoder_id: decoderId,
    state,
    // Passings lost with an older numbering cannot be asked for any more.
    summary:
      (state === 'unknown'
        ? isReadElsewhere
          ? READ_ELSEWHERE
          : (uncountedWords(parts) ?? unknownWords(parts))
        : summaryOf(state, { count, sinceMs: ranges[0]?.sinceMs }, parts, mayStillCome(ledger))) +
      withheldWords(parts, count) +
      droppedWords(ledger),
    epoch: ledger?.epoch ?? null,
    first_number: ledger?.firstNumber ?? null,
    contiguous_number: ledger === undefined ? null : contiguousMark(ledger),
    last_number: ledger?.highest ?? null,
    received: ledger === undefined ? 0 : receivedCount(ledger),
    recovered: ledger?.recovered ?? 0,
    empty_on_decoder: ledger?.empty ?? 0,
    missing: count,
    missing_ranges: ranges.map((range) => ({
      epoch: range.epoch,
      from_number: range.from,
      until_number: range.until,
      since: range.sinceMs,
      missing: missingIn([range]),
    })),
    doubt: reason ?? null,
    doubt_since: reason === undefined ? null : (sinceMs ?? null),
    dropped_until_number: ledger?.droppedUntil?.number ?? null,
    dropped_until: droppedUntilMs(ledger) ?? null,
    lost_lines: parts.counting === 'lines' ? parts.lostLines.lost : null,
    duplicates,
    redated: ledger?.redated ?? 0,
    rejected,
  };
}

/** Lists the missing ranges, those of older numberings first; too many ranges are joined into wider ones. */
function rangesOf(ledger: DecoderLedger | undefined): readonly (MissingRange & { readonly epoch: number })[] {
  if (ledger === undefined) return [];
  const { lost, missing, epoch } = ledger;
  const listed = missing.listed(MOST_RANGES - lost.length);
  return [...lost, ...listed.map((range) => ({ ...range, epoch }))];
}

function mayStillCome(ledger: DecoderLedger | undefined): boolean {
  return ledger !== undefined && missingCount(ledger) > 0;
}

function doubtOf(ledger: DecoderLedger | undefined): Partial<{ reason: DoubtReason; sinceMs: number }> {
  const { unproven = null, doubt = null } = ledger ?? {};
  const reason = unproven?.reason ?? doubt?.reason;
  const sinceMs = unproven?.reason == null ? doubt?.sinceMs : unproven.sinceMs;
  return reason === undefined || sinceMs === undefined ? {} : { reason, sinceMs };
}

const READ_ELSEWHERE =
  'Another gateway of this site reads this decoder: ask that gateway whether every passing is kept.';

/** Returns words for a decoder whose passings have no numbers. */
function uncountedWords({
  counting,
  storageDoubt,
  lostLines: { lost, sinceMs },
}: CompletenessParts): string | undefined {
  switch (counting) {
    case 'passings':
      return undefined;
    case 'nothing':
      return (
        storageDoubt ??
        'Its passings have no numbers, so that nobody can tell whether it sent more than came.'
      );
    case 'lines': {
      const lines = lost === 1 ? '1 line' : `${lost} lines`;
      if (lost === 0)
        return (
          storageDoubt ??
          'Its lines have numbers, its passings have none: no line is missing between those that came since this gateway was ' +
            'started. What it sent before, or after the newest line, nobody can tell.'
        );
      return `Its lines have numbers: ${lines} did not arrive since ${utc(sinceMs ?? 0)}. Passings may be among them, and it cannot send them again.`;
    }
  }
}

function unknownWords({ ledger, isConnected, canResend, storageDoubt }: CompletenessParts): string {
  if (ledger === undefined) return 'No passing number of this decoder is known yet.';
  const { reason, sinceMs } = doubtOf(ledger);
  if (reason !== undefined) return `Not certain since ${utc(sinceMs ?? 0)}. ${unprovenWords(reason)}`;
  if (storageDoubt !== undefined) return storageDoubt;
  if (!canResend) return NOT_ASKED;
  if (!isConnected)
    return 'Every passing until the connection was lost is kept; passings since then are fetched when it is back.';
  if (!ledger.isReconciled) return 'It was not asked yet which passings it has.';
  return 'It was not connected for a while, and is being asked whether its numbers go on from those that are kept.';
}

const NOT_ASKED =
  'No number is missing between those that came. It cannot be asked: what it sent before, or while it was not heard, ' +
  'shows only by the numbers that follow.';

function droppedUntilMs(ledger: DecoderLedger | undefined): number | undefined {
  const timeUs = ledger?.droppedUntil?.timeUs;
  return timeUs === undefined ? undefined : Math.floor(timeUs / 1000);
}

function summaryOf(
  state: Exclude<CompletenessState, 'unknown'>,
  { count, sinceMs }: { readonly count: number; readonly sinceMs: number | undefined },
  { isConnected, isReadingRecording, canResend }: Progress & Pick<CompletenessParts, 'canResend'>,
  isHoleOpen: boolean,
): string {
  const passings = count === 1 ? '1 passing' : `${count} passings`;
  const since = sinceMs === undefined ? '' : ` since ${utc(sinceMs)}`;
  switch (state) {
    case 'complete':
      return 'Every passing that it numbered is kept.';
    case 'recovering':
      return isReadingRecording
        ? `${passings} missing${since}: the recording of the decoder is being read for them.`
        : `${passings} missing${since}: the decoder is being asked for them.`;
    case 'missing':
      if (!canResend) return `${passings} missing${since}: this decoder cannot send them again.`;
      return !isConnected && isHoleOpen
        ? `${passings} missing${since}: the decoder is asked for them when it is back.`
        : `${passings} missing${since}: the decoder was asked and did not send them.`;
  }
}

function withheldWords({ isResendWithheld }: CompletenessParts, missing: number): string {
  return isResendWithheld && missing > 0
    ? ' It is not asked for passings for a while, because it closes the link each time.'
    : '';
}

function droppedWords(ledger: DecoderLedger | undefined): string {
  const untilMs = droppedUntilMs(ledger);
  if (untilMs === undefined) return '';
  const number = ledger?.droppedUntil?.number ?? 0;
  return ` Dropped because of their age: passings until number ${number}, of ${utc(untilMs)}.`;
}

function utc(ms: number): string {
  return new Date(ms).toISOString().replace(/^(.{10})T(.{5}).*/, '$1 $2 UTC');
}
