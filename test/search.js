// Tries the properties with fresh seeds for as long as it is told: `npm run search -- --minutes 5`, or `--seconds 30`.
// It stops at the first seed that fails, and says how to see the failure again.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

/** How long, in milliseconds. */
function told() {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, seconds: { type: 'string' } } });
  const seconds = Number(values.minutes ?? 0) * 60 + Number(values.seconds ?? 0);
  if (!(seconds > 0)) throw new Error('Usage: npm run search -- --minutes 5 (or --seconds 30)');
  return seconds * 1000;
}

/** The tests that take their seed from test/support/seed.ts. */
function properties() {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter(
      (file) =>
        file.endsWith('.test.ts') && /support\/seed\.js'/u.test(readFileSync(join(ROOT, file), 'utf8')),
    );
}

/** One round: what jest said when it failed, nothing when it passed, or when time was up before its end. */
function round(files, seed, left) {
  return new Promise((resolve) => {
    const jest = spawn(process.execPath, [...JEST, ...files], {
      cwd: ROOT,
      env: { ...process.env, SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [jest.stdout, jest.stderr]) stream.on('data', (chunk) => (said += chunk));
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      jest.kill('SIGINT');
    }, left);
    jest.on('exit', (code) => {
      clearTimeout(timer);
      resolve({ isOver, failure: isOver || code === 0 ? undefined : said });
    });
  });
}

let end;
try {
  end = performance.now() + told();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
const files = properties();
let rounds = 0;
for (;;) {
  const seed = randomInt(1, 2 ** 31);
  const { isOver, failure } = await round(files, seed, Math.max(0, end - performance.now()));
  if (failure !== undefined) {
    const failed = [...new Set(failure.match(/(?<=^FAIL .*)test\/\S+/gmu) ?? files)];
    process.stdout.write(
      `${failure}\nSeed ${seed} fails. Again: SEED=${seed} npm test -- ${failed.join(' ')}\n`,
    );
    process.exit(1);
  }
  if (isOver) break;
  rounds += 1;
  process.stdout.write(`Seed ${seed}: ${files.length} files passed\n`);
}
process.stdout.write(
  `${rounds} whole ${rounds === 1 ? 'round' : 'rounds'} of ${files.length} files, and no failure\n`,
);
