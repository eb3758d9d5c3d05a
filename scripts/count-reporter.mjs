import { writeFileSync } from 'node:fs';

/** Leaves the counts of a run for the last line of `npm test`; a suite that cannot even load counts as failed. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    writeFileSync(process.env.COACHLINK_TEST_COUNTS, counts);
  }
}
