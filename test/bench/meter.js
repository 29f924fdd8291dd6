// Loaded into a server that is measured: tells its parent what CPU time it has used so far, in microseconds; how many objects it holds,
// functions and arrays among them; or, after a collection, what memory it holds, in bytes, and how many handles and requests are open.
import { queryObjects } from 'node:v8';

process.on('message', (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
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
