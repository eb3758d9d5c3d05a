/** A moment at which a loop noticed a transponder, or an input fired. */
export interface Detection {
  /** Microseconds; the zero is that of the track, the host or the decoder. */
  readonly timeUs: number;
  readonly transponder: number;
  /** Absent for inputs. */
  readonly strength?: number;
  /** Absent for inputs. */
  readonly hits?: number;
  readonly lowBattery?: boolean;
  readonly batteryVoltageV?: number;
  readonly temperatureC?: number;
}

/** A detection on the track: its time counts from the moment at which the track opened. */
export interface Crossing extends Detection {
  /** Index of the loop among those of the track. */
  readonly loop: number;
}

export const TRACK_METRES = 250;

/** Lines of a 250 m velodrome, in metres behind the finish line in riding direction. */
export const LINES = {
  finish: 0,
  /** 200 m before the finish line. */
  twoHundred: 50,
  /** Finish of the pursuit on the back straight. */
  pursuit: 125,
} as const;
