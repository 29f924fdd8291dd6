// Loaded into a server that is measured: tells its parent what CPU time it has used so far, in microseconds, or what memory it
// holds after a collection, in bytes.
process.on('message', (message) => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  } else if (message === 'memory') {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    process.send({ rss, heap: heapUsed });
  }
});
