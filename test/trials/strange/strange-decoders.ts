import { encodeRecord, type RecordTypeName } from '#p3';
import type { Asked, Strangeness } from './strange-decoder.js';

const VERSION = { version: 2 };
const HOUR_MS = 3_600_000;

/** Two hang-ups on a question, one before a record was heard, and the one try after a pause that may fall into a minute. */
const HANG_UPS = 4;

function answered({ line, answer }: Asked): void {
  line.writeAll(answer);
}

function hangsUpOn(...types: readonly RecordTypeName[]): (asked: Asked) => void {
  return (asked) => {
    if (types.includes(asked.type)) asked.line.cut();
    else answered(asked);
  };
}

/** Answers as a good decoder does, except for one question. */
function but(type: RecordTypeName, instead: (asked: Asked) => void): (asked: Asked) => void {
  return (asked) => {
    (asked.type === type ? instead : answered)(asked);
  };
}

function atHalf(nth: number, of: number): boolean {
  return nth === Math.floor(of / 2);
}

function spoiled(frame: Uint8Array): Uint8Array {
  const bad = Uint8Array.from(frame);
  bad[4] = (bad[4] ?? 0) ^ 0x40;
  return bad;
}

/** Share of holes that has each of them requested again in every run. */
const OFTEN_ASKED = { hole: 0.2 };
/** Answers to RESEND that are sent at once. */
const AT_ONCE = 6;

/** Returns the table; `lateMs`, the delay of late answers, depends on the length of the trial. */
export function strangeDecoders(lateMs: number): readonly Strangeness[] {
  const timeOf = (rtcTimeUs: number): Uint8Array =>
    encodeRecord('GET_TIME', { rtcTimeUs, flags: 0 }, VERSION);
  return [
    {
      name: 'answers late',
      answers: (asked) => {
        asked.line.later(lateMs, () => {
          answered(asked);
        });
      },
    },
    { name: 'answers never', answers: () => undefined },
    {
      name: 'answers twice',
      answers: (asked) => {
        answered(asked);
        answered(asked);
      },
    },
    {
      name: 'answers another question',
      answers: ({ line }) => {
        line.write(encodeRecord('TIMELINE', { name: 'Finish' }, VERSION));
      },
    },
    {
      name: 'hangs up on RESEND',
      faults: OFTEN_ASKED,
      answers: hangsUpOn('RESEND'),
      connects: 1 + HANG_UPS,
    },
    {
      name: 'hangs up after it acknowledged RESEND',
      faults: OFTEN_ASKED,
      answers: but('RESEND', ({ line, answer }) => {
        line.writeAll(answer.slice(0, 1));
        line.cut();
      }),
      connects: 1 + HANG_UPS,
    },
    { name: 'hangs up on GET_TIME', answers: hangsUpOn('GET_TIME'), connects: 1 + HANG_UPS },
    { name: 'hangs up on SESSION', answers: hangsUpOn('SESSION'), connects: 1 + HANG_UPS },
    {
      name: 'hangs up on every question',
      answers: ({ line }) => {
        line.cut();
      },
      connects: 1 + 3 * HANG_UPS,
    },
    {
      // Late only after prompt answers: a number that is not sent then looks empty.
      name: 'sends what is asked for late',
      faults: OFTEN_ASKED,
      answers: but('RESEND', ({ line, answer, decoder }) => {
        const nth = decoder.notes.get('resends') ?? 0;
        decoder.notes.set('resends', nth + 1);
        if (nth < AT_ONCE) {
          line.writeAll(answer);
          return;
        }
        line.writeAll(answer.slice(0, 1));
        line.later(lateMs, () => {
          line.writeAll(answer.slice(1));
        });
      }),
    },
    {
      name: 'sends zeros',
      pushes: (frame) => [frame, new Uint8Array(32)],
      answers: but('SESSION', ({ line }) => {
        const nothing = { sessionNumber: 0, sessionTimeS: 0, firstNumber: 0, lastNumber: 0 };
        line.write(encodeRecord('SESSION', nothing, VERSION));
      }),
    },
    {
      name: 'swaps its passings',
      faults: { hole: 0 },
      pushes: (() => {
        const waiting = new WeakMap<object, Uint8Array>();
        return (frame: Uint8Array, _nth: number, line: object) => {
          const held = waiting.get(line);
          if (held === undefined) {
            waiting.set(line, frame);
            return [];
          }
          waiting.delete(line);
          return [frame, held];
        };
      })(),
    },
    { name: 'sends each passing twice', pushes: (frame) => [frame, frame] },
    {
      name: 'jumps ahead',
      before: ({ inner }, nth, of) => {
        if (atHalf(nth, of)) inner.skipTo(nth + 3000);
      },
    },
    {
      name: 'refuses connections for a while',
      before: (decoder, nth, of) => {
        if (!atHalf(nth, of)) return;
        decoder.notes.set('refusals', 4);
        decoder.cutAll();
      },
      takes: ({ notes }) => {
        const left = notes.get('refusals') ?? 0;
        notes.set('refusals', left - 1);
        return left <= 0;
      },
      connects: 8,
    },
    {
      name: 'serves one client only, and notices late that it is gone',
      before: (decoder, nth, of) => {
        if (!atHalf(nth, of)) return;
        decoder.cutAll();
        decoder.notes.set('taken', 1);
        decoder.later(1500, () => decoder.notes.delete('taken'));
      },
      takes: ({ clients, notes }) => clients === 0 && !notes.has('taken'),
      connects: 12,
    },
    {
      name: 'restarts its numbers',
      faults: { hole: 0 },
      before: ({ inner }, nth, of) => {
        if (atHalf(nth, of)) inner.restart();
      },
    },
    { name: 'counts by 2', decoder: { numberStep: 2 } },
    {
      name: 'counts by 3',
      before: ({ inner }, nth) => {
        inner.skipTo(1 + nth * 3);
      },
    },
    { name: 'sends again in any order', faults: { hole: 0.2, resend: 'out_of_order' } },
    { name: 'sends again in part', faults: { ...OFTEN_ASKED, resend: 'partial' } },
    {
      name: 'sends again what was not asked for',
      answers: but('RESEND', ({ line, answer, decoder }) => {
        line.writeAll(answer.slice(0, 1));
        const { first = 0 } = decoder.inner.ledger.bounds() ?? {};
        for (const passing of decoder.inner.ledger.range(first, first + 2))
          line.write(
            encodeRecord(
              'PASSING',
              {
                passingNumber: passing.passingNumber,
                transponder: passing.transponder,
                rtcTimeUs: passing.rtcTimeUs,
                decoderId: decoder.inner.decoderId,
              },
              VERSION,
            ),
          );
      }),
    },
    {
      name: 'sends garbage between its frames',
      pushes: (frame, nth) =>
        nth % 3 === 0 ? [Uint8Array.from({ length: 50 }, (_, at) => (at * 37 + nth) & 0x7f), frame] : [frame],
    },
    {
      name: 'sends a bad CRC now and then',
      pushes: (frame, nth) => [nth % 20 === 19 ? spoiled(frame) : frame],
    },
    {
      name: 'sends half a frame, and is silent for a while',
      before: (decoder, nth, of) => {
        if (!atHalf(nth, of)) return;
        decoder.notes.set('silent', 1);
        decoder.later(1500, () => decoder.notes.delete('silent'));
      },
      pushes: (() => {
        const halved = new WeakSet<object>();
        return (frame: Uint8Array, _nth: number, line: { readonly isSilenced: boolean }) => {
          if (!line.isSilenced) return [frame];
          if (halved.has(line)) return [];
          halved.add(line);
          return [frame.subarray(0, frame.length >> 1)];
        };
      })(),
    },
    {
      name: 'tells 0 for its time',
      decoder: { clockOffsetMs: 2 * HOUR_MS },
      answers: but('GET_TIME', ({ line }) => {
        line.write(timeOf(0));
      }),
    },
    {
      name: 'tells 0 for its time once',
      decoder: { clockOffsetMs: 2 * HOUR_MS },
      answers: but('GET_TIME', (asked) => {
        const { notes } = asked.decoder;
        notes.set('told', (notes.get('told') ?? 0) + 1);
        if (notes.get('told') === 1) asked.line.write(timeOf(0));
        else if ((notes.get('told') ?? 0) > 2) answered(asked);
      }),
    },
    {
      name: 'tells any time',
      decoder: { clockOffsetMs: 2 * HOUR_MS },
      answers: but('GET_TIME', ({ line, decoder }) => {
        line.write(timeOf(Math.floor(decoder.random() * 2e15)));
      }),
    },
    {
      name: 'has its clock set back by an hour',
      before: ({ inner }, nth, of) => {
        if (atHalf(nth, of)) inner.jumpClock(-HOUR_MS);
      },
    },
    {
      name: 'floods',
      before: (decoder, nth) => {
        if (nth % 50 !== 49) return;
        for (let each = 0; each < 100; each++) decoder.inner.pushStatus();
      },
    },
    { name: 'sends its status only', isSilent: true, answers: () => undefined },
  ];
}
