export { type PlacedEntry, RecordingDecoder, type RecordingFault } from './format/recording-decoder.js';
export { type EntryKind, encodeEntry, MAGIC, type RecordedEntry } from './format/recording-entry.js';
export {
  FlightRecorder,
  type FlightRecorderOptions,
  type ReadEntry,
  RECORDER_LIMITS,
  type RecorderLimits,
} from './segments/flight-recorder.js';
export { isBefore, type Place, type Span } from './segments/place.js';
export { listSegments, pathOf } from './segments/segment-files.js';
