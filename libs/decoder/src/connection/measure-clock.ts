import type { ClockMeasurement } from '../clock/decoder-clock.js';
import type { HostClock } from '../clock/host-clock.js';
import { p3Requests, type RecordTypeName } from '../p3/index.js';
import type { Answer } from './pending-requests.js';

interface Askable {
  ask(type: RecordTypeName, encode: (requestId: number) => Uint8Array): Promise<Answer>;
}

const TIMES = 3;
/** An answer that lay there unread tells no time any more. */
const LONGEST_TRIP_US = 1_000_000;

/** Asks the decoder's time a few times; fewer answers, or none, where it does not tell. */
export async function measureClock(decoder: Askable, hostClock: HostClock): Promise<ClockMeasurement[]> {
  const round: ClockMeasurement[] = [];
  for (let time = 0; time < TIMES; time++) {
    const sentAtUs = hostClock.nowUs();
    const answer = await decoder.ask('GET_TIME', p3Requests.getTime).catch(() => undefined);
    const record = answer?.record;
    if (answer === undefined || record?.type !== 'GET_TIME' || record.fields.rtcTimeUs === undefined) break;
    if (answer.receivedAtUs - sentAtUs > LONGEST_TRIP_US) continue;
    round.push({ rtcTimeUs: record.fields.rtcTimeUs, sentAtUs, receivedAtUs: answer.receivedAtUs });
  }
  return round;
}
