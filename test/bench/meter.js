// Loaded into a server that is measured: tells its parent what CPU time it has used so far, in microseconds; where that time goes, from
// 'profile' to 'profiled'; how many objects it holds, functions and arrays among them; or, after a collection, what memory it holds, in
// bytes, and how many handles and requests are open; or, from 'watch' to 'held', for how many milliseconds its loop was held at most, how
// long the longest JSON.parse took, and by how many bytes its memory grew at most.
import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { queryObjects } from 'node:v8';

const session = new Session();
const delay = monitorEventLoopDelay({ resolution: 1 });
const watched = { parse: 0, rss: 0 };
const { parse } = JSON;

/** Without what the heap holds ready. */
function usedNow() {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return rss - (heapTotal - heapUsed);
}

/** The longest of those that are called. */
function timed(...given) {
  const start = performance.now();
  try {
    return parse(...given);
  } finally {
    watched.parse = Math.max(watched.parse, performance.now() - start);
  }
}

process.on('message', (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  } else if (message === 'profile') {
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 500 });
    session.post('Profiler.start', () => process.send('profiling'));
  } else if (message === 'profiled') {
    session.post('Profiler.stop', (_error, { profile }) => {
      session.disconnect();
      process.send(selfTimes(profile));
    });
  } else if (message === 'objects') {
    process.send(queryObjects(Object, { format: 'count' }));
  } else if (message === 'watch') {
    globalThis.gc?.();
    watched.parse = 0;
    JSON.parse = timed;
    // Linux: the most memory the process had, from now on.
    writeFileSync('/proc/self/clear_refs', '5');
    watched.rss = usedNow();
    delay.enable();
    setTimeout(() => {
      delay.reset();
      process.send('watching');
    }, 20);
  } else if (message === 'held') {
    setTimeout(() => {
      delay.disable();
      JSON.parse = parse;
      const peak = Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
      process.send({ parse: watched.parse, held: delay.max / 1e6 - 1, grown: peak - watched.rss });
    }, 5);
  } else if (message === 'memory') {
    // The second takes what the finalizers of the first let go.
    globalThis.gc?.();
    setImmediate(() => {
      globalThis.gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      process.send({ rss, heap: heapUsed, handles: process.getActiveResourcesInfo().length });
    });
  }
});

/** Microseconds each function took by itself, those it called left out. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  for (const [place, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id);
    const key = `${url} ${functionName} ${lineNumber}`;
    const one = times.get(key) ?? { name: functionName, url, line: lineNumber + 1, us: 0 };
    one.us += timeDeltas[place];
    times.set(key, one);
  }
  return [...times.values()];
}
