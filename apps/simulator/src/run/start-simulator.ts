import { SystemClock } from '../decoder/clock.js';
import type { RunningSimulator, SimulatorOptions } from './simulator-options.js';
import { checkOptions } from './check-options.js';
import { wireDecoder, type WiredDecoder } from './wire-decoder.js';
import { rideInRealTime } from './ride.js';
import { Track } from '../track/track.js';

const DEFAULT_RIDERS = 20;
const DEFAULT_STATUS_PERIOD_MS = 5000;
const MINUTE_US = 60_000_000;

/** Starts a training on a velodrome whose decoders speak P3 over real links, in real time. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  checkOptions(options);
  const { seed = 1, riders = DEFAULT_RIDERS, speed = 1, historyMinutes = 0, port = 0, faults = {} } = options;
  const loops = options.loops ?? [{ metres: 0 }];
  const clock = new SystemClock();
  const decoders: WiredDecoder[] = loops.map((loop, index) => {
    const tcpPort = port === 0 ? 0 : port + index;
    return wireDecoder(loop, { index, port: tcpPort, seed, faults, clock });
  });

  const track = new Track({ seed, riders, loops });
  const ride = rideInRealTime(track, clock, {
    speed,
    historyUs: historyMinutes * MINUTE_US,
    report: (crossing) => decoders[crossing.loop]?.running.decoder.report(crossing),
  });
  const status = setInterval(() => {
    for (const { running } of decoders) running.decoder.pushStatus();
  }, options.statusPeriodMs ?? DEFAULT_STATUS_PERIOD_MS);

  const stop = async (): Promise<void> => {
    ride.stop();
    clearInterval(status);
    await Promise.all(decoders.map(({ link }) => link.close()));
  };
  try {
    await Promise.all(decoders.map(({ link }) => link.open()));
  } catch (error) {
    await stop();
    throw error;
  }
  const running = decoders.map((each) => each.running);
  return {
    port: running.find((each) => each.port !== undefined)?.port ?? 0,
    decoders: running,
    stopRiding: ride.stop,
    close: stop,
  };
}
