import type { OutputState } from '../../platform/log/minded-output.js';

/** Tells for each output that cannot be written which lines are lost, and that passings are kept all the same. */
export function outputNotices(outputs: readonly OutputState[]): string[] {
  return outputs.flatMap(({ name, trouble, lostLines }) =>
    trouble === undefined
      ? []
      : [
          `The log cannot be written to ${name}, because ${trouble}: ${lostLines.toLocaleString('en')} lines are lost so ` +
            'far. Passings are timed and kept all the same.',
        ],
  );
}
