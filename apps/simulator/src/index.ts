export type { DecoderOptions, PowerCycle } from './decoder/decoder-options.js';
export type { KeptPassing } from './decoder/kept-passing.js';
export { P3Decoder } from './decoder/p3-decoder.js';
export { PassingLedger } from './decoder/passing-ledger.js';
export { type AskedResend, ResendLog } from './decoder/asked-log.js';
export { FaultInjector } from './faults/fault-injector.js';
export type { FaultOptions } from './faults/fault-options.js';
export { RESEND_BEHAVIOURS, type ResendBehaviour } from './faults/resend-faults.js';
export type {
  LoopOptions,
  RunningDecoder,
  RunningSimulator,
  SimulatorOptions,
} from './run/simulator-options.js';
export { LineDecoder } from './lines/line-decoder.js';
export {
  type LineSimulatorOptions,
  type RunningLineSimulator,
  startLineSimulator,
} from './lines/start-line-simulator.js';
export { restartNumbering, type RestartedNumbering } from './run/restart-numbering.js';
export { startSimulator } from './run/start-simulator.js';
export { type Crossing, type Detection, LINES, TRACK_METRES } from './track/crossing.js';
export { Track, type TrackOptions } from './track/track.js';
