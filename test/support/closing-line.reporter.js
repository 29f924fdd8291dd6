import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gathers what the tests counted, so that it stands in one place, and ends the run with one line a machine can read: `Tests: 9 passed, 0 failed`. */
export default class ClosingLineReporter {
  #folder = mkdtempSync(join(tmpdir(), 'counted-'));

  constructor() {
    // Where test/support/record.ts writes to, also in the processes that jest starts.
    process.env.COUNTED = join(this.#folder, 'lines');
  }

  onRunComplete(_contexts, results) {
    const file = join(this.#folder, 'lines');
    const counted = existsSync(file) ? readFileSync(file, 'utf8').split('\n').sort().join('\n').trim() : '';
    rmSync(this.#folder, { recursive: true });
    // A file that does not even load holds no failed test, but it is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `Tests: ${results.numPassedTests} passed, ${failed} failed`;
    // Jest's own summary comes after every other reporter; only at exit is the last line really the last.
    process.once('exit', () => {
      if (counted !== '') process.stdout.write(`\nCounted:\n${counted}\n\n`);
      process.stdout.write(skipped > 0 ? `${line}, ${skipped} skipped\n` : `${line}\n`);
    });
  }
}
