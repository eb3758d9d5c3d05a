import { type Passing, transponderNumberOf } from '#passings';

/** A passing with the keys of the API, as an object that the framework turns into JSON. */
export interface PassingRow {
  readonly transponderid: string | null;
  readonly rtc_time: number;
  readonly decoder_id: string;
  readonly signal_strength: number | null;
  readonly battery_voltage: number | null;
  readonly hits: number | null;
  readonly loop_id: number;
  readonly passing_number: number | null;
  readonly rtc_time_us: string;
  readonly received_at: number;
  readonly transponder_number: number | null;
  readonly flags: readonly string[];
}

export function passingRow(passing: Passing): PassingRow {
  return {
    transponderid: passing.transponderId,
    rtc_time: Math.floor(passing.timeUs / 1000),
    decoder_id: passing.decoderId,
    signal_strength: passing.strength,
    battery_voltage: passing.batteryVoltageV,
    hits: passing.hits,
    loop_id: passing.loopId,
    passing_number: passing.passingNumber,
    rtc_time_us: String(passing.timeUs),
    received_at: passing.receivedAtMs,
    transponder_number: transponderNumberOf(passing.transponderId ?? '') ?? null,
    flags: passing.decoderFlags === 1 ? ['low_battery'] : [],
  };
}
