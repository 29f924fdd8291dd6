import { spawn } from 'node:child_process';
import { end, serve, tell } from './servers.js';

export interface StartUp {
  /** Seconds of CPU until the service listens, and how many times those of `node -e ''`. */
  readonly cpu: number;
  readonly cpuRatio: number;
  /** Seconds until it listens, the quickest of the turns, and how many times those of `node -e ''`. */
  readonly wall: number;
  readonly wallRatio: number;
}

/** Starts the service and Node with nothing to do, in turns. */
export async function startUp(
  file: string,
  environment: NodeJS.ProcessEnv,
  turns: number,
  done: () => void,
): Promise<StartUp> {
  const times = { own: [] as Cost[], bare: [] as Cost[] };
  for (let turn = 0; turn < turns; turn++) {
    times.bare.push(await bare());
    times.own.push(await own(file, environment));
    done();
  }
  const least = (costs: readonly Cost[], what: keyof Cost): number =>
    Math.min(...costs.map((cost) => cost[what]));
  return {
    cpu: least(times.own, 'cpu'),
    cpuRatio: least(times.own, 'cpu') / least(times.bare, 'cpu'),
    wall: least(times.own, 'wall'),
    wallRatio: least(times.own, 'wall') / least(times.bare, 'wall'),
  };
}

/** In seconds. */
interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

async function own(file: string, environment: NodeJS.ProcessEnv): Promise<Cost> {
  const start = performance.now();
  const server = await serve(file, environment);
  const wall = (performance.now() - start) / 1000;
  const cpu = (await tell<number>(server.child, 'cpu')) / 1e6;
  end(server);
  return { cpu, wall };
}

async function bare(): Promise<Cost> {
  const start = performance.now();
  const plain = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => plain.once('exit', resolve));
  const wall = (performance.now() - start) / 1000;
  const meter = new URL('meter.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', meter, '-e', ''], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const cpu = (await tell<number>(child, 'cpu')) / 1e6;
  child.disconnect();
  child.kill();
  return { cpu, wall };
}
