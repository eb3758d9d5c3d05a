import { ERROR, errorFrame } from '#p3';
import type { KeptPassing } from '../decoder/kept-passing.js';
import { honoured, type ResendAnswer } from '../decoder/resend-answer.js';
import { type Random, wholeBetween } from '../track/random.js';
import { withBadCrc } from './damage.js';

export const RESEND_BEHAVIOURS = [
  /** The acknowledge and all kept passings. */
  'honoured',
  /** The acknowledge and a share of the passings. */
  'partial',
  /** No frame at all. */
  'refused',
  /** ERROR: type unknown, or parameters missing. */
  'error',
  /** The whole answer twice. */
  'repeated',
  /** Each passing in another's place, where there are two or more. */
  'out_of_order',
  /** The passings as another decoder's. */
  'foreign',
  'acknowledged_only',
] as const;

export type ResendBehaviour = (typeof RESEND_BEHAVIOURS)[number];

export interface ResendFaults {
  readonly behaviour: ResendBehaviour | undefined;
  readonly share: number | undefined;
  readonly badCrc: number | undefined;
  readonly random: Random;
}

const DEFAULT_SHARE = 0.5;
/** Two decoders of a simulator never differ in this bit alone. */
const FOREIGN_BIT = 0x8000_0000;

type Spoil = (answer: ResendAnswer, faults: ResendFaults) => Iterable<Uint8Array>;

const ANSWERS: Readonly<Record<ResendBehaviour, Spoil>> = {
  honoured,
  partial: (answer, { share = DEFAULT_SHARE, random }) =>
    honoured({ ...answer, passings: [...answer.passings].filter(() => random() < share) }),
  refused: () => [],
  error: ({ decoderId, requestId }, { random }) => [
    errorFrame(random() < 0.5 ? ERROR.unknownType : ERROR.parametersMissing, decoderId, requestId),
  ],
  repeated: (answer) => {
    const once = [...honoured(answer)];
    return [...once, ...once];
  },
  out_of_order: (answer, { random }) =>
    honoured({ ...answer, passings: shuffled([...answer.passings], random) }),
  foreign: (answer) => honoured({ ...answer, decoderId: (answer.decoderId ^ FOREIGN_BIT) >>> 0 }),
  acknowledged_only: ({ acknowledge }) => [acknowledge],
};

/** The frames of a RESEND, as the faults make them. */
export function* resent(answer: ResendAnswer, faults: ResendFaults): Generator<Uint8Array> {
  const { behaviour = 'honoured', badCrc = 0, random } = faults;
  for (const frame of ANSWERS[behaviour](answer, faults)) {
    const isPassing = frame !== answer.acknowledge && behaviour !== 'error';
    yield isPassing && badCrc > 0 && random() < badCrc ? withBadCrc(frame) : frame;
  }
}

/** Sattolo's cycle: unlike with a fair shuffle, no passing stays in its place. */
function shuffled(passings: KeptPassing[], random: Random): KeptPassing[] {
  for (let last = passings.length - 1; last > 0; last--) {
    const other = wholeBetween(random, 0, last - 1);
    const [moved, swapped] = [passings[last], passings[other]];
    if (moved === undefined || swapped === undefined) break;
    passings[last] = swapped;
    passings[other] = moved;
  }
  return passings;
}
