import { ApiProperty } from '@nestjs/swagger';
import { describeTransport, formatDecoderUrl } from '#decoder';
import { type Alarm, ALARM_KINDS, type AlarmKind } from '../../intake/alarms/alarm.js';
import { FEATURE_STATES, type FeatureState } from '../../access/license/features.js';
import type { StorageTrouble } from '../../platform/storage/storage-trouble.js';
import { COMPLETENESS_STATES, type CompletenessState } from './completeness-view.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import type { ConfiguredBy } from '../../intake/decoders/decoder-pipeline-options.js';
import { LINK_STANDINGS, type LinkStanding } from '../../intake/decoders/link-standing.js';
import type { ClockSource } from '../../intake/decoders/passing-clock.js';

const nullable = { nullable: true } as const;

export class DecoderClockView {
  @ApiProperty({
    enum: ['measured', 'as_sent', 'from_receipt'],
    description:
      '`measured`: it tells its time. `as_sent`: it does not, and is taken as it is. `from_receipt`: it cannot be used, ' +
      'so that its passings are placed by when they were received.',
    example: 'measured',
  })
  readonly source!: ClockSource;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: "Added to the decoder's RTC to get UTC, microseconds; null until measured.",
    example: -7200000000,
  })
  readonly offset_us!: number | null;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: 'Round trip of the best measurement, microseconds.',
    example: 800,
  })
  readonly round_trip_us!: number | null;
  @ApiProperty({ type: 'integer', description: 'How often the clock was found set anew.', example: 0 })
  readonly jumps!: number;
  @ApiProperty({
    ...nullable,
    type: 'number',
    description: 'How much faster than ours it runs, parts per million.',
    example: 12.5,
  })
  readonly drift_ppm!: number | null;
}

export class AlarmView {
  @ApiProperty({
    enum: ALARM_KINDS,
    description:
      '`numbers_began_again`: its passing numbers start anew. `numbering_unproven`: it could not settle whether they go ' +
      'on, after it was away. `number_doubtful`: a number far from all others, that it ' +
      'does not confirm. `clock_jumped`: its clock was set. `host_clock_set`: that of the gateway was set, or is wrong, ' +
      'and not that of the decoder. `foreign_decoder`: records of another decoder on its link. `question_withheld`: it ' +
      'closes the link when it is asked something, and is not asked that for a while. `clock_implausible`: the time that ' +
      'it tells cannot be right.',
    example: 'clock_jumped',
  })
  readonly kind!: AlarmKind;
  @ApiProperty({ type: 'integer', description: 'When, ms since 1970.', example: 1707847920000 })
  readonly time!: number;
  @ApiProperty({
    description: 'What happened, for people.',
    example:
      'the clock of the decoder was set forward by 60 min: passings after that are timed by the new one',
  })
  readonly message!: string;
}

export class WithheldQuestionView {
  @ApiProperty({ description: 'Type of the record that asks it.', example: 'RESEND' })
  readonly question!: string;
  @ApiProperty({ type: 'integer', description: 'How often in a row it hung up.', example: 2 })
  readonly hang_ups!: number;
  @ApiProperty({ type: 'integer', description: 'Not asked before this, seconds from now.', example: 60 })
  readonly asked_again_in_s!: number;
}

export class DecoderRecorderView {
  @ApiProperty({
    enum: ['off', 'recording', 'catching_up', 'failing'],
    description:
      '`catching_up`: passings wait in the recording, and are stored from there. `failing`: nothing is recorded.',
    example: 'recording',
  })
  readonly state!: 'off' | 'recording' | 'catching_up' | 'failing';
  @ApiProperty({
    ...nullable,
    type: 'string',
    description: 'Why nothing is recorded.',
    example: null,
  })
  readonly error!: string | null;
}

export class DecoderView {
  @ApiProperty({ example: 'velodrome' }) readonly decoder_id!: string;
  @ApiProperty({ example: 'p3' }) readonly protocol!: string;
  @ApiProperty({ example: '127.0.0.1:5403' }) readonly address!: string;
  @ApiProperty({ type: 'integer', example: 1 }) readonly loop_id!: number;
  @ApiProperty({
    enum: LINK_STANDINGS,
    description:
      '`waiting`: for the next try. `standby`: another gateway of the site reads it, and this one takes over where that one ends. `unlicensed`: not connected, because no licence allows it. `not_read`: its link is ' +
      'not read while passings wait for the storage, so that nobody knows whether it is still there. ' +
      '`awaiting_storage`: not connected before the storage was read once.',
    example: 'connected',
  })
  readonly state!: string;
  @ApiProperty({
    type: 'integer',
    description: 'In this state since, ms since 1970.',
    example: 1707847920000,
  })
  readonly state_since!: number;
  @ApiProperty({
    ...nullable,
    type: 'string',
    description: 'Why the link was lost, cannot be opened or is not read.',
    example: null,
  })
  readonly last_error!: string | null;
  @ApiProperty({ type: 'integer', example: 1 }) readonly connects!: number;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: 'Last record of any kind, ms since 1970.',
    example: 1707847921000,
  })
  readonly last_seen!: number | null;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: 'Last passing, ms since 1970.',
    example: 1707847920500,
  })
  readonly last_passing!: number | null;
  @ApiProperty({ type: 'integer', description: 'Bytes received since the start.', example: 4711 })
  readonly bytes!: number;
  @ApiProperty({ type: 'integer', description: 'Good records since the start.', example: 120 })
  readonly records!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Passings that Redis has taken since the start.',
    example: 98,
  })
  readonly passings!: number;
  @ApiProperty({
    enum: COMPLETENESS_STATES,
    description: 'Whether all of them are kept: GET /decoders/{id}/completeness tells more.',
    example: 'complete',
  })
  readonly completeness!: CompletenessState;
  @ApiProperty({
    type: [AlarmView],
    description: 'What happened since the start, the newest first; at most 20.',
  })
  readonly alarms!: readonly AlarmView[];
  @ApiProperty({
    type: [String],
    description:
      'What may be wrong with how it is configured, as sentences: it is the same decoder as another one, or nothing came ' +
      'from it yet.',
    example: [],
  })
  readonly warnings!: readonly string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Rejected byte ranges by reason.',
    example: { bad_crc: 1 },
  })
  readonly rejected!: Readonly<Record<string, number>>;
  @ApiProperty({ type: 'integer', description: 'Records of an unknown type.', example: 0 })
  readonly unknown_types!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Fields kept raw because nothing is known of them, or there is no value in them.',
    example: 0,
  })
  readonly unknown_fields!: number;
  @ApiProperty({
    ...nullable,
    type: 'string',
    description: 'DECODER_ID as the decoder names itself.',
    example: '00020F93',
  })
  readonly reported_decoder_id!: string | null;
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'Other DECODER_IDs seen on this link.',
    example: [],
  })
  readonly foreign_decoder_ids!: readonly string[];
  @ApiProperty({ ...nullable, type: 'string', example: 'ChipX Decoder 4.3.12018' }) readonly version!:
    string | null;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: 'Background noise of the loop, raw units; higher is worse.',
    example: 28,
  })
  readonly noise!: number | null;
  @ApiProperty({ ...nullable, type: 'integer', description: 'Degrees Celsius.', example: 24 })
  readonly temperature_c!: number | null;
  @ApiProperty({ ...nullable, type: 'number', description: 'Volts.', example: 12 })
  readonly input_voltage_v!: number | null;
  @ApiProperty({
    ...nullable,
    type: 'integer',
    description: 'Last passing number that the decoder named (SESSION).',
    example: 2578,
  })
  readonly session_last_number!: number | null;
  @ApiProperty({ type: DecoderClockView }) readonly clock!: DecoderClockView;
  @ApiProperty({
    type: [WithheldQuestionView],
    description:
      'What it is not asked for now, because it closed the link each time, so that what comes live is not lost.',
  })
  readonly withheld_questions!: readonly WithheldQuestionView[];
  @ApiProperty({ type: DecoderRecorderView, description: 'The flight recorder of this decoder.' })
  readonly recorder!: DecoderRecorderView;
  @ApiProperty({
    description: 'Where it is and how its passings are taken, as it was understood.',
    example: 'p3+tcp://127.0.0.1:5403?loop=1',
  })
  readonly url!: string;
  @ApiProperty({
    enum: ['environment', 'api'],
    description: 'Where it was set, and is to be changed.',
    example: 'environment',
  })
  readonly configured_by!: ConfiguredBy;
  @ApiProperty({
    type: 'boolean',
    description: 'The decoder of the demo: its riders are invented.',
    example: false,
  })
  readonly simulated!: boolean;
  @ApiProperty({
    enum: ['p3_decoder', 'x2_decoder'],
    description: 'The licensed feature that it needs.',
    example: 'p3_decoder',
  })
  readonly kind!: string;
  @ApiProperty({
    ...nullable,
    type: 'boolean',
    description: 'Whether a licence that is in force holds that feature; null while nobody knows.',
    example: true,
  })
  readonly licensed!: boolean | null;
  @ApiProperty({
    enum: FEATURE_STATES,
    description:
      '`lapsed`: the licence ran out; a link that is open lives on, and none is opened. `missing`: there was none. ' +
      '`unknown`: the storage, which has the licences, was not read yet.',
    example: 'granted',
  })
  readonly license_reason!: FeatureState;
}

/** Facts about a decoder that its link does not tell. */
export interface DecoderKeeping {
  readonly confirmed: number;
  readonly completeness: CompletenessState;
  readonly alarms: readonly Alarm[];
  readonly warnings: readonly string[];
  readonly storage: StorageTrouble | undefined;
}

export class DecoderRemovedView {
  @ApiProperty({ type: 'boolean', example: true }) readonly success!: true;
  @ApiProperty({ example: 'Decoder finish is removed; its passings stay.' }) readonly message!: string;
}

export class DecodersView {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ type: [DecoderView] }) readonly decoders!: readonly DecoderView[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
}

export function viewOf(connected: DecoderPipeline, keeping: DecoderKeeping, nowMs: number): DecoderView {
  const { configuredBy, license } = connected;
  const { decoderId, address } = connected.decoder;
  const state = connected.state();
  const standing = connected.standing(keeping.storage);
  const { counters, clock, status, version } = state;
  const description = [version?.description, version?.version].filter((part) => part !== undefined).join(' ');
  return {
    decoder_id: decoderId,
    protocol: address.protocol,
    address: describeTransport(address),
    loop_id: address.loopId,
    state: standing.state,
    state_since: Math.min(standing.sinceMs, Math.floor(nowMs)),
    last_error: errorOf(standing, state.lastError) ?? null,
    connects: state.connects,
    last_seen: wholeOrNull(state.lastRecordAtMs),
    last_passing: wholeOrNull(state.lastPassingAtMs),
    bytes: counters.bytes,
    records: counters.records,
    passings: keeping.confirmed,
    completeness: keeping.completeness,
    alarms: keeping.alarms.map(({ kind, atMs, message }) => ({ kind, time: atMs, message })),
    warnings: keeping.warnings,
    rejected: counters.rejected,
    unknown_types: counters.unknownTypes,
    unknown_fields: counters.unknownFields,
    reported_decoder_id: state.reportedDecoderId ?? null,
    foreign_decoder_ids: state.foreignDecoderIds,
    version: description === '' ? null : description,
    noise: status?.noise ?? null,
    temperature_c: status?.temperatureC ?? null,
    input_voltage_v: status?.inputVoltageV ?? null,
    session_last_number: state.session?.lastNumber ?? null,
    clock: {
      source: connected.clock.source,
      offset_us: clock.offsetUs ?? null,
      round_trip_us: wholeOrNull(clock.roundTripUs),
      jumps: clock.jumps,
      drift_ppm: clock.driftPpm ?? null,
    },
    withheld_questions: state.withheld.map(({ question, hangUps, pauseMs }) => ({
      question,
      hang_ups: hangUps,
      asked_again_in_s: Math.ceil(pauseMs / 1000),
    })),
    recorder: recorderOf(connected),
    url: formatDecoderUrl(address),
    configured_by: configuredBy,
    simulated: connected.decoder.isSimulated === true,
    kind: address.kind,
    licensed: license === 'unknown' ? null : license === 'granted',
    license_reason: license,
  };
}

function errorOf(
  { state, phrase, refusal }: LinkStanding,
  lastError: string | undefined,
): string | undefined {
  if (phrase !== undefined) return phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return state === 'unlicensed' ? refusal : lastError;
}

function recorderOf({ recording }: DecoderPipeline): DecoderRecorderView {
  if (recording === undefined) return { state: 'off', error: null };
  if (recording.trouble !== undefined) return { state: 'failing', error: recording.trouble };
  return { state: recording.isCatchingUp ? 'catching_up' : 'recording', error: null };
}

function wholeOrNull(value: number | undefined): number | null {
  return value === undefined ? null : Math.floor(value);
}
