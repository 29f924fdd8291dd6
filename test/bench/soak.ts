/**
 * What takes too long for the tests, against the built service on loopback. `npm run soak` runs everything, `npm run soak -- L3 L6` these
 * two, a number is the minutes of L5: `npm run soak -- L5 30`, and what begins with a slash a part of the name of a shape of L8:
 * `npm run soak -- L8 /component`. Other work on the machine spoils the times.
 */
import { heavy } from './soak/heavy.js';
import { besideHanging } from './soak/hanging.js';
import { memory } from './soak/memory.js';
import { overload } from './soak/overload.js';
import type { Result, Say } from './soak/result.js';
import { shapes } from './soak/shapes.js';
import { besideSlow } from './soak/slow.js';

type Part = (say: Say, minutes: number, names: readonly string[]) => Promise<Result | readonly Result[]>;
const parts: Readonly<Record<string, Part>> = {
  F4: shapes,
  L3: besideHanging,
  L4: besideSlow,
  L6: overload,
  L8: heavy,
  L5: memory,
};

const MINUTES = 10;

const words = process.argv.slice(2);
const minutes = Number(words.find((word) => Number(word) > 0) ?? MINUTES);
const names = words.filter((word) => word.startsWith('/')).map((word) => word.slice(1));
const asked = words
  .filter((word) => !(Number(word) > 0) && !word.startsWith('/'))
  .map((word) => word.toUpperCase());
const unknown = asked.filter((id) => !Object.hasOwn(parts, id));
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', ')}; there is ${Object.keys(parts).join(', ')}\n`);
  process.exitCode = 1;
} else await run(Object.keys(parts).filter((id) => asked.length === 0 || asked.includes(id)));

async function run(ids: readonly string[]): Promise<void> {
  const start = performance.now();
  const results: Result[] = [];
  for (const [index, id] of ids.entries()) {
    const say: Say = (line) => {
      const seconds = Math.round((performance.now() - start) / 1000);
      process.stdout.write(
        `${String(seconds).padStart(5)} s  ${id} (${index + 1} of ${ids.length})  ${line}\n`,
      );
    };
    say('begins');
    for (const result of [await parts[id]!(say, minutes, names)].flat()) {
      say(`${result.met ? 'met' : 'not met'}: ${result.result}`);
      results.push(result);
    }
  }
  process.stdout.write(`\nNode ${process.version}\n${table(results)}`);
  if (results.some(({ met }) => !met)) process.exitCode = 1;
}

/** As Markdown. */
function table(results: readonly Result[]): string {
  const rows = results.map(({ id, what, n, result, bar, met }) => [
    id,
    what,
    n.toLocaleString('en'),
    result,
    bar,
    met ? 'yes' : 'no',
  ]);
  return [['id', 'what', 'N', 'result', 'bar', 'met'], Array.from({ length: 6 }, () => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
