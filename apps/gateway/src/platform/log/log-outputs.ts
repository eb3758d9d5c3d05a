import type { OutputState } from './minded-output.js';

/** How the outputs are doing that the log is written to. */
export abstract class LogOutputs {
  abstract states(): readonly OutputState[];
}
