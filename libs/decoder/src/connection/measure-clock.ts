import type { ClockMeasurement } from '../clock/decoder-clock.js';
import type { HostClock } from '../clock/host-clock.js';
import { type P3Record, p3Requests, type RecordTypeName } from '../p3/index.js';

interface Askable {
  request(type: RecordTypeName, encode: (requestId: number) => Uint8Array): Promise<P3Record>;
}

const TIMES = 3;

/** Asks the decoder's time a few times; fewer answers, or none, where it does not tell. */
export async function measureClock(decoder: Askable, hostClock: HostClock): Promise<ClockMeasurement[]> {
  const round: ClockMeasurement[] = [];
  for (let time = 0; time < TIMES; time++) {
    const sentAtUs = hostClock.nowUs();
    const answer = await decoder.request('GET_TIME', p3Requests.getTime).catch(() => undefined);
    if (answer?.type !== 'GET_TIME' || answer.fields.rtcTimeUs === undefined) break;
    round.push({ rtcTimeUs: answer.fields.rtcTimeUs, sentAtUs, receivedAtUs: hostClock.nowUs() });
  }
  return round;
}
