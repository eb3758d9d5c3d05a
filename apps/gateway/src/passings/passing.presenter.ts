import { isInput, type Passing, transponderNumberOf } from '#passings';
import { flagsOf } from './passing-flags.js';

/** The parts of a row that are the same for all passings of one transponder. */
interface TransponderText {
  readonly id: string;
  readonly number: string;
  readonly isInput: boolean;
}

/**
 * Writes passings as JSON text, row by row. Objects for JSON.stringify would double the cost of the busiest answer.
 */
export function passingsText(passings: readonly Passing[]): string {
  const transponders = new Map<string | null, TransponderText>();
  const rows = passings.map((passing) => {
    const { transponderId } = passing;
    let text = transponders.get(transponderId);
    if (text === undefined) transponders.set(transponderId, (text = transponderText(transponderId)));
    return passingText(passing, text);
  });
  return `[${rows.join(',')}]`;
}

function transponderText(transponderId: string | null): TransponderText {
  if (transponderId === null) return { id: 'null', number: 'null', isInput: false };
  return {
    id: JSON.stringify(transponderId),
    number: numberText(transponderNumberOf(transponderId) ?? null),
    isInput: isInput(transponderId),
  };
}

/** The document's seven keys in its order, ours behind them. */
function passingText(passing: Passing, transponder: TransponderText): string {
  const { timeUs } = passing;
  return (
    `{"transponderid":${transponder.id}` +
    `,"rtc_time":${Math.floor(timeUs / 1000)}` +
    `,"decoder_id":${JSON.stringify(passing.decoderId)}` +
    `,"signal_strength":${numberText(passing.strength)}` +
    `,"battery_voltage":${numberText(passing.batteryVoltageV)}` +
    `,"hits":${numberText(passing.hits)}` +
    `,"loop_id":${passing.loopId}` +
    `,"passing_number":${numberText(passing.passingNumber)}` +
    `,"rtc_time_us":"${timeUs}"` +
    `,"received_at":${passing.receivedAtMs}` +
    `,"transponder_number":${transponder.number}` +
    `,"flags":[${flagsText(flagsOf(passing, transponder.isInput))}]}`
  );
}

function numberText(value: number | null): string {
  return value === null ? 'null' : String(value);
}

function flagsText(flags: readonly string[]): string {
  return flags.length === 0 ? '' : `"${flags.join('","')}"`;
}
