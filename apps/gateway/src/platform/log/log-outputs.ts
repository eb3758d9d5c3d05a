import type { OutputState } from './minded-output.js';

/** The states of the outputs that the log is written to. */
export abstract class LogOutputs {
  abstract states(): readonly OutputState[];
}
