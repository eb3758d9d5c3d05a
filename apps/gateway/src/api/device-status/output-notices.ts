import type { OutputState } from '../../platform/log/minded-output.js';

/** Says of each output that cannot be written what that costs, and what it does not. */
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
