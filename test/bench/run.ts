/**
 * What an answer costs the server: CPU time per request against an Express echo of the same sizes, both in processes of
 * their own, asked in turns in one run, so that the ratios hold although the machine is shared. Then what each step costs
 * in one process, and what a start costs. Takes one to two minutes; with `--profile` it says where the time goes instead.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as loadModule from '../../src/knowledge/load.js';
import { type Split, splitter, STEPS } from './in-process.js';
import { median, size, verdict } from './numbers.js';
import { profile } from './profile.js';
import { ask, end, hangUp, post, serve, type Server, tell } from './servers.js';
import { startUp } from './start-up.js';
import { storeRatio } from './with-store.js';
import { SERVICE, type Workload, workloads } from './workloads.js';

const AIMS = { rules: 0.35, validation: 0.4, start: 6, store: 1.25 };
const STARTS = 5;
/** Rounds of the steps in one process, and how many answers each holds. */
const SPLIT = { a: [60, 50], b: [60, 50], c: [60, 1] } as const;
/** Rounds with and without a store. */
const STORED = 9;
/** Milliseconds after which a comparison ends, and how many rounds it has by then at least. */
const ENOUGH = { after: 20_000, rounds: 5 };

const dist = new URL('../../dist/', import.meta.url);
const main = fileURLToPath(new URL('main.js', dist));
const knowledgeFolder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
/** The machine may be busy with other things: what is measured must not be refused for that. */
const environment = { KNOWLEDGE: knowledgeFolder, MAX_WAIT_MS: '999999', MAX_CONCURRENT: '999999' };

if (!existsSync(main)) {
  process.stderr.write('There is no dist/main.js: run `npm run build` first.\n');
  process.exitCode = 1;
} else if (process.argv.includes('--profile')) await tellProfile();
else await measure();

async function measure(): Promise<void> {
  const loads = await bodies();
  const rounds = loads.reduce((sum, load) => sum + load.rounds + 1 + SPLIT[load.letter][0], STARTS);
  const done = progress(rounds);
  const lines = await withServers(async (ours, echo, answers) => {
    const found: string[] = [];
    for (const [index, load] of loads.entries()) {
      const { own, plain } = await compare(load, ours, [echo[0], `${echo[1]}/${index}`], done);
      const sizes = `${size(load.body)} in, ${size(JSON.stringify(answers[index]))} out`;
      found.push(
        `(${load.letter}) ${load.name.padEnd(22)}${sizes.padEnd(24)}${`${own.toFixed(0)} us`.padStart(9)}  echo ${`${plain.toFixed(0)} us`.padStart(8)}  ratio ${verdict(own / plain, load.aim)}`,
      );
    }
    return found;
  }, loads);
  const splitOf = await splitter(dist, knowledgeFolder);
  const splits = loads.map((load): [Workload, Split] => {
    const [turns, each] = SPLIT[load.letter];
    return [load, splitOf(load.body, each, turns, done)];
  });
  const stored: string[] = [];
  for (const load of loads.filter(({ letter }) => letter !== 'c')) {
    const { on, off } = await storeRatio(main, environment, load, STORED);
    stored.push(
      `(${load.letter}) ${load.name.padEnd(22)}${`${on.toFixed(0)} us`.padStart(9)}  without ${`${off.toFixed(0)} us`.padStart(8)}  ratio ${verdict(on / off, AIMS.store)}`,
    );
  }
  const start = await startUp(main, environment, STARTS, done);
  const long = splits.find(([{ letter }]) => letter === 'c')?.[1];
  const against = (us: number): number => us / (long?.parse ?? NaN);
  process.stdout.write(
    [
      `\nNode ${process.version}; CPU time, medians`,
      '\nA request over HTTP, in the server',
      ...lines,
      '\nWith a store in SQLite, each patient asked about twice',
      ...stored,
      '\nIts steps in one process, in us',
      `${''.padEnd(28)}${STEPS.map((step) => step.padStart(10)).join('')}`,
      ...splits.map(
        ([{ letter, name }, split]) =>
          `(${letter}) ${name.padEnd(24)}${STEPS.map((step) => split[step].toFixed(0).padStart(10)).join('')}`,
      ),
      '\n1,000 Observations, against JSON.parse of the body',
      `rules ${verdict(against(long?.advise ?? NaN), AIMS.rules)}`,
      `repair and validation ${verdict(against((long?.request ?? NaN) + (long?.prefetch ?? NaN)), AIMS.validation)}`,
      "\nStart until it listens, against node -e ''",
      `CPU ${start.cpu.toFixed(2)} s: ratio ${verdict(start.cpuRatio, AIMS.start)}`,
      `time ${start.wall.toFixed(2)} s: ratio ${start.wallRatio.toFixed(2)}`,
      '',
    ].join('\n'),
  );
}

async function tellProfile(): Promise<void> {
  const loads = await bodies();
  const texts = await withServers(async ([server, url]) => {
    const found: string[] = [];
    for (const load of loads) found.push(await profile(server, url, load));
    return found;
  }, loads);
  process.stdout.write(`Node ${process.version}; self time in the server\n\n${texts.join('\n\n')}\n`);
}

async function bodies(): Promise<readonly Workload[]> {
  const { loadKnowledge } = (await import(new URL('knowledge/load.js', dist).href)) as typeof loadModule;
  return workloads(loadKnowledge(knowledgeFolder), new Date());
}

type Target = readonly [server: Server, url: string];

/** Starts the service and the echo, which is told what the service answers. */
async function withServers<T>(
  work: (ours: Target, echo: Target, answers: readonly object[]) => Promise<T>,
  loads: readonly Workload[],
): Promise<T> {
  const servers: Server[] = [];
  try {
    const ours = await serve(main, environment);
    servers.push(ours);
    const url = `${ours.url}/cds-services/${SERVICE}`;
    const answers: object[] = [];
    for (const load of loads) answers.push(checkedAnswer(load, await post(url, load.body)));
    const echo = await serve(fileURLToPath(new URL('echo.js', import.meta.url)));
    servers.push(echo);
    echo.child.send(answers);
    return await work([ours, url], [echo, echo.url], answers);
  } finally {
    hangUp();
    servers.forEach(end);
  }
}

/** Asks both in turns; microseconds of CPU per request, the median of the rounds of each. */
async function compare(load: Workload, ours: Target, echo: Target, done: (steps?: number) => void) {
  const own: number[] = [];
  const plain: number[] = [];
  const begin = performance.now();
  // Round 0 warms both up and is longer.
  for (let round = 0; round <= load.rounds; round++) {
    if (round > ENOUGH.rounds && performance.now() - begin > ENOUGH.after) {
      done(load.rounds + 1 - round);
      break;
    }
    const turns = [
      [ours, own],
      [echo, plain],
    ] as const;
    for (const [[{ child }, url], costs] of round % 2 ? turns : turns.toReversed()) {
      const requests = round === 0 ? load.requests * 3 : load.requests;
      const before = await tell<number>(child, 'cpu');
      await ask(url, load.body, requests);
      if (round > 0) costs.push(((await tell<number>(child, 'cpu')) - before) / requests);
    }
    done();
  }
  return { own: median(own), plain: median(plain) };
}

function checkedAnswer({ letter, answers }: Workload, text: string): object {
  const answer = JSON.parse(text) as { cards: readonly object[] };
  if (answer.cards.length > 0 !== (answers === 'cards'))
    throw new Error(`(${letter}) got ${answer.cards.length} cards and is about ${answers}`);
  return answer;
}

/** A bar on the terminal; nothing where the output is kept. */
function progress(steps: number): (by?: number) => void {
  const { stderr } = process;
  let step = 0;
  return (by = 1) => {
    step += by;
    if (!stderr.isTTY) return;
    const filled = Math.round((step / steps) * 40);
    stderr.write(
      `\r[${'#'.repeat(filled)}${' '.repeat(40 - filled)}] ${step}/${steps}${step === steps ? '\n' : ''}`,
    );
  };
}
