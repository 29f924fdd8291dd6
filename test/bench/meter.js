// Loaded into a server that is measured: tells its parent what CPU time it has used so far, in microseconds; where that time goes, from
// 'profile' to 'profiled'; how many objects it holds, functions and arrays among them; or, after a collection, what memory it holds, in
// bytes, and how many handles and requests are open.
import { Session } from 'node:inspector';
import { queryObjects } from 'node:v8';

const session = new Session();

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
