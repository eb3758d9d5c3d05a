import type { DecoderState } from '#decoder';
import type { AlarmKind } from '../../intake/alarms/alarm.js';
import type { CompletenessView } from '../decoders/completeness-view.js';
import type { Figure } from './figure.js';

export interface DecoderFacts {
  readonly decoderId: string;
  readonly state: Pick<
    DecoderState,
    'link' | 'notReadSinceMs' | 'connects' | 'counters' | 'clock' | 'lastPassingAtMs'
  >;
  readonly completeness: CompletenessView;
  readonly alarms: Readonly<Record<AlarmKind, number>>;
  /** Undefined where it is not relayed. */
  readonly relayClients: number | undefined;
  readonly nowMs: number;
}

type DecoderFigure = Figure<readonly DecoderFacts[]>;
type Kind = DecoderFigure['kind'];

/** One sample for each decoder whose value is known. */
function each(
  kind: Kind,
  name: string,
  help: string,
  valueOf: (facts: DecoderFacts) => number | null | undefined,
): DecoderFigure {
  return {
    kind,
    name: `coachlink_decoder_${name}`,
    help,
    labelNames: ['decoder'],
    samples: (decoders) =>
      decoders.flatMap((facts) => {
        const value = valueOf(facts);
        return value === undefined || value === null ? [] : [{ labels: { decoder: facts.decoderId }, value }];
      }),
  };
}

/** One sample for each decoder and each key of its counts. */
function eachBy(
  label: string,
  name: string,
  help: string,
  countsOf: (facts: DecoderFacts) => Readonly<Record<string, number>>,
): DecoderFigure {
  return {
    kind: 'counter',
    name: `coachlink_decoder_${name}`,
    help,
    labelNames: ['decoder', label],
    samples: (decoders) =>
      decoders.flatMap((facts) =>
        Object.entries(countsOf(facts)).map(([of, value]) => ({
          labels: { decoder: facts.decoderId, [label]: of },
          value,
        })),
      ),
  };
}

/** The same figures as in GET /decoders and GET /decoders/{id}/completeness. */
export const DECODER_FIGURES: readonly DecoderFigure[] = [
  each('gauge', 'connected', 'Whether its link is open and read; 0 while it is not read.', ({ state }) =>
    Number(state.link === 'connected' && state.notReadSinceMs === undefined),
  ),
  each('counter', 'connects_total', 'How often its link was opened.', ({ state }) => state.connects),
  each('counter', 'received_bytes_total', 'Bytes received.', ({ state }) => state.counters.bytes),
  each('counter', 'records_total', 'Records read.', ({ state }) => state.counters.records),
  eachBy('reason', 'rejected_frames_total', 'Byte ranges that are no record, by reason.', (facts) => {
    return facts.completeness.rejected;
  }),
  eachBy('kind', 'alarms_total', 'Alarms, by kind.', ({ alarms }) => alarms),
  each('gauge', 'epoch', 'Its numbering, which goes up when its numbers begin again.', (facts) => {
    return facts.completeness.epoch;
  }),
  each('gauge', 'passings_received', 'Numbers of this epoch whose passing is kept.', (facts) => {
    return facts.completeness.received;
  }),
  each('gauge', 'passings_recovered', 'Of these, how many came only when asked for.', (facts) => {
    return facts.completeness.recovered;
  }),
  each('gauge', 'passings_empty_on_decoder', 'Numbers that are empty on the decoder too.', (facts) => {
    return facts.completeness.empty_on_decoder;
  }),
  each('gauge', 'passings_missing', 'Numbers whose passing is not kept, of every epoch.', (facts) => {
    return facts.completeness.missing;
  }),
  each('counter', 'duplicates_total', 'Passings that came again, and were dropped.', (facts) => {
    return facts.completeness.duplicates;
  }),
  each('gauge', 'clock_offset_seconds', 'Added to its clock to get UTC.', ({ state }) =>
    state.clock.offsetUs === undefined ? undefined : state.clock.offsetUs / 1_000_000,
  ),
  each('counter', 'clock_jumps_total', 'How often its clock was found set anew.', ({ state }) => {
    return state.clock.jumps;
  }),
  each(
    'gauge',
    'clock_drift_ppm',
    'How much faster than ours its clock runs, parts per million.',
    (facts) => {
      return facts.state.clock.driftPpm;
    },
  ),
  each('gauge', 'relay_clients', 'Programs that read it by the relay.', ({ relayClients }) => relayClients),
  each('gauge', 'last_passing_age_seconds', 'How long ago its last passing came.', ({ state, nowMs }) =>
    state.lastPassingAtMs === undefined ? undefined : (nowMs - state.lastPassingAtMs) / 1000,
  ),
];
