/** Ends the run with one line a machine can read: `Tests: 9 passed, 0 failed`. */
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A file that does not even load holds no failed test, but it is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `Tests: ${results.numPassedTests} passed, ${failed} failed`;
    // Jest's own summary comes after every other reporter; only at exit is the last line really the last.
    process.once('exit', () =>
      process.stdout.write(skipped > 0 ? `${line}, ${skipped} skipped\n` : `${line}\n`),
    );
  }
}
