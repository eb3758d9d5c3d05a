import type { ClockMeasurement } from '../clock/decoder-clock.js';
import type { HostClock } from '../clock/host-clock.js';
import type { Dialogue } from '../protocol.js';
import type { Question } from '../question.js';
import type { Answer } from './pending-requests.js';

interface Askable {
  readonly dialogue: Dialogue | undefined;
  ask(question: Question): Promise<Answer>;
}

const TIMES = 3;
/** Longest round trip: an answer that lay unread for longer tells no time. */
const LONGEST_TRIP_US = 1_000_000;

/** Asks for the decoder's time a few times; resolves to fewer answers, or none, where it does not tell. */
export async function measureClock(decoder: Askable, hostClock: HostClock): Promise<ClockMeasurement[]> {
  const round: ClockMeasurement[] = [];
  const question = decoder.dialogue?.time;
  if (question === undefined) return round;
  for (let time = 0; time < TIMES; time++) {
    const sentAtUs = hostClock.nowUs();
    const answer = await decoder.ask(question).catch(() => undefined);
    const record = answer?.record;
    if (answer === undefined || record?.kind !== 'time' || record.fields.rtcTimeUs === undefined) break;
    if (answer.receivedAtUs - sentAtUs > LONGEST_TRIP_US) continue;
    round.push({ rtcTimeUs: record.fields.rtcTimeUs, sentAtUs, receivedAtUs: answer.receivedAtUs });
  }
  return round;
}
