/**
 * What an answer costs the server: CPU time per request against an Express echo of the same sizes, both in processes of
 * their own, asked in turns in one run, so that the ratios hold although the machine is shared. Takes about a minute.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import type * as compileModule from '../../src/core/compile.js';
import type * as prefetchModule from '../../src/hooks/prefetch.js';
import type * as requestModule from '../../src/hooks/request.js';
import type * as loadModule from '../../src/knowledge/load.js';
import { SERVICE, type Workload, workloads } from './workloads.js';

const CONNECTIONS = 4;
const RULES_AIM = 0.5;
const RULES_RUNS = 90;

const dist = new URL('../../dist/', import.meta.url);
const knowledgeFolder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

if (existsSync(new URL('main.js', dist))) {
  await main();
} else {
  process.stderr.write('There is no dist/main.js: run `npm run build` first.\n');
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { loadKnowledge } = await built<typeof loadModule>('knowledge/load.js');
  const loads = workloads(loadKnowledge(knowledgeFolder), new Date());
  const steps = loads.reduce((sum, { rounds }) => sum + rounds + 1, 0) + RULES_RUNS;
  const done = progress(steps);
  const servers: Server[] = [];
  try {
    const ours = await serve(fileURLToPath(new URL('main.js', dist)));
    servers.push(ours);
    const path = `${ours.url}/cds-services/${SERVICE}`;
    const answers = [];
    for (const load of loads) answers.push(checkedAnswer(load, await post(path, load.body)));
    const echo = await serve(fileURLToPath(new URL('echo.js', import.meta.url)));
    servers.push(echo);
    echo.child.send(answers);

    const lines: string[] = [];
    for (const [index, load] of loads.entries()) {
      const { own, plain } = await compare(load, [ours, path], [echo, `${echo.url}/${index}`], done);
      const sizes = `${size(load.body)} in, ${size(JSON.stringify(answers[index]))} out`;
      lines.push(
        `(${load.letter}) ${load.name.padEnd(22)}${sizes.padEnd(24)}${`${own.toFixed(0)} us`.padStart(9)}  echo ${`${plain.toFixed(0)} us`.padStart(8)}  ratio ${verdict(own / plain, load.aim)}`,
      );
    }
    const long = loads.find(({ letter }) => letter === 'c');
    if (long) lines.push(await rulesAgainstParse(long.body, done));
    process.stdout.write(
      `\nServer CPU per request, Node ${process.version}, median of the rounds\n${lines.join('\n')}\n`,
    );
  } finally {
    agent.destroy();
    for (const { child } of servers) {
      // A server that stops cleanly ends once nothing holds it, and the channel would.
      child.disconnect();
      child.kill();
    }
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts a server in a process of its own and waits for the first address it prints. */
async function serve(file: string): Promise<Server> {
  const child = fork(file, {
    execArgv: ['--import', new URL('meter.js', import.meta.url).href],
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', KNOWLEDGE: knowledgeFolder },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`${file} did not start`)));
    setTimeout(() => reject(new Error(`${file} did not start in time`)), 20_000).unref();
  });
  return { child, url: await url };
}

/** CPU time the process has used so far, in microseconds. */
async function cpu({ child }: Server): Promise<number> {
  child.send('cpu');
  const [used] = (await once(child, 'message')) as [number];
  return used;
}

type Target = readonly [server: Server, url: string];

/** Asks both in turns; microseconds of CPU per request, the median of the rounds of each. */
async function compare(load: Workload, ours: Target, echo: Target, done: () => void) {
  const own: number[] = [];
  const plain: number[] = [];
  // Round 0 warms both up and is longer.
  for (let round = 0; round <= load.rounds; round++) {
    const turns = [
      [ours, own],
      [echo, plain],
    ] as const;
    for (const [[server, url], costs] of round % 2 ? turns : turns.toReversed()) {
      const requests = round === 0 ? load.requests * 3 : load.requests;
      const before = await cpu(server);
      await ask(url, load.body, requests);
      if (round > 0) costs.push(((await cpu(server)) - before) / requests);
    }
    done();
  }
  return { own: median(own), plain: median(plain) };
}

async function ask(url: string, body: string, requests: number): Promise<void> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await post(url, body);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const request = httpRequest(url, { method: 'POST', agent, headers, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url}: ${response.statusCode ?? 0} ${text.slice(0, 500)}`));
      });
    });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`${url}: no answer in time`)));
    request.end(body);
  });
}

function checkedAnswer({ letter, answers }: Workload, text: string): object {
  const answer = JSON.parse(text) as { cards: readonly object[] };
  if (answer.cards.length > 0 !== (answers === 'cards'))
    throw new Error(`(${letter}) got ${answer.cards.length} cards and is about ${answers}`);
  return answer;
}

/** CPU time of the rules alone, and of the door, against parsing the same body; in this process, in turns. */
async function rulesAgainstParse(body: string, done: () => void): Promise<string> {
  const { loadKnowledge } = await built<typeof loadModule>('knowledge/load.js');
  const { parseRequest } = await built<typeof requestModule>('hooks/request.js');
  const { prefetchReader } = await built<typeof prefetchModule>('hooks/prefetch.js');
  const { createAdvisor } = await built<typeof compileModule>('core/compile.js');
  const knowledge = loadKnowledge(knowledgeFolder);
  const service = knowledge.services.get(SERVICE)!;
  const client = knowledge.clients.get('public-sandbox')!;
  const advisor = createAdvisor(knowledge, client, {
    publicUrl: 'http://127.0.0.1:3000',
    profile: 'us-nondevice',
    canonicalBase: 'https://hepacue.org/fhir',
  });
  const occasion = { now: new Date(), newId: () => '00000000-0000-4000-8000-000000000000' };
  const readPrefetch = prefetchReader(service, knowledge);
  const times = { parse: [] as number[], door: [] as number[], rules: [] as number[] };
  const timed = <T>(into: number[], work: () => T): T => {
    const start = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(start);
    into.push((user + system) / 1000);
    return result;
  };
  for (let run = 0; run < RULES_RUNS; run++) {
    const parsed = timed(times.parse, () => JSON.parse(body) as unknown);
    const { patientId, userId, came } = timed(times.door, () => {
      const request = parseRequest(parsed, service, 'org.hepacue.result-review');
      return { ...request, came: readPrefetch(request, advisor.labsIn) };
    });
    timed(times.rules, () => advisor.advise({ service, patientId, userId, ...came }, occasion).cards);
    done();
  }
  // The first third warms up.
  const [parse, door, rules] = [times.parse, times.door, times.rules].map((all) =>
    median(all.slice(RULES_RUNS / 3)),
  ) as [number, number, number];
  const ms = (time: number) => `${time.toFixed(2)} ms`;
  return `(c) rules ${ms(rules)}, JSON.parse ${ms(parse)}: ratio ${verdict(rules / parse, RULES_AIM)}; repair and validation ${ms(door)}, ratio ${(door / parse).toFixed(2)}`;
}

/** A module as built, so that what is timed here is what the server runs. */
async function built<T>(path: string): Promise<T> {
  return (await import(new URL(path, dist).href)) as T;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function verdict(ratio: number, aim: number | undefined): string {
  const aimed = aim === undefined ? '' : ` (aim <= ${aim}: ${ratio <= aim ? 'reached' : 'missed'})`;
  return ratio.toFixed(2) + aimed;
}

function size(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
}

/** A bar on the terminal; nothing where the output is kept. */
function progress(steps: number): () => void {
  const { stderr } = process;
  let step = 0;
  return () => {
    step += 1;
    if (!stderr.isTTY) return;
    const filled = Math.round((step / steps) * 40);
    stderr.write(
      `\r[${'#'.repeat(filled)}${' '.repeat(40 - filled)}] ${step}/${steps}${step === steps ? '\n' : ''}`,
    );
  };
}
