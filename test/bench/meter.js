// Loaded into a server that is measured: tells its parent what CPU time it has used so far, in microseconds.
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send(user + system);
});
