import { ask, type Server, tell } from './servers.js';
import type { Workload } from './workloads.js';

const MOST_FUNCTIONS = 30;

interface SelfTime {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly us: number;
}

/** Where the time of a server goes while it answers: by place, then by function, in microseconds of each answer. */
export async function profile(server: Server, url: string, load: Workload): Promise<string> {
  await ask(url, load.body, load.requests * 3);
  await tell(server.child, 'profile');
  const answers = load.requests * 5;
  await ask(url, load.body, answers);
  const all = await tell<SelfTime[]>(server.child, 'profiled');
  // What the process waits, and what the profiler itself does.
  const busy = all.filter(({ name }) => name !== '(idle)' && name !== 'post' && name !== 'dispatch');
  const total = busy.reduce((sum, { us }) => sum + us, 0);
  const line = (us: number, what: string): string =>
    `${`${((us / total) * 100).toFixed(1)} %`.padStart(8)}${(us / answers).toFixed(1).padStart(9)} us  ${what}`;
  const places = new Map<string, number>();
  for (const { url: file, name, us } of busy)
    places.set(placeOf(file, name), (places.get(placeOf(file, name)) ?? 0) + us);
  return [
    `(${load.letter}) ${load.name}: ${(total / answers).toFixed(0)} us each`,
    ...[...places].sort(([, one], [, other]) => other - one).map(([place, us]) => line(us, place)),
    '',
    ...busy
      .sort((one, other) => other.us - one.us)
      .slice(0, MOST_FUNCTIONS)
      .map(({ name, url: file, line: at, us }) =>
        line(us, `${name || '(anonymous)'}${file === '' ? '' : `  ${short(file)}:${at}`}`),
      ),
  ].join('\n');
}

/** A package, a room of ours, a part of Node, or what V8 does by itself. */
function placeOf(file: string, name: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (file.startsWith('node:')) return 'Node';
  const ours = /\/dist\/(.*)\/[^/]+$/.exec(file)?.[1];
  if (ours !== undefined) return `our ${ours}/`;
  return name.startsWith('(') ? name : 'JavaScript built in';
}

function short(file: string): string {
  return file.replace(/^.*\/(?:dist|node_modules)\//, '');
}
