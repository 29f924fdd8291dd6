import { connect, type Socket } from 'node:net';
import { startGenerator } from './generator.js';
import { percentile, timesOf } from './rates.js';
import type { Result, Say } from './result.js';
import { exampleTargets, startService } from './service.js';

/** Of each kind. */
const SENDERS = 500;
const RATE = 100;
const SECONDS = 15;
/** Seconds after which every slow sender must be gone. */
const LONGEST = 15;

/** L4: senders that are slow with their headers and with their body, at the times the service really gives them. */
export async function besideSlow(say: Say): Promise<Result> {
  const service = await startService({ MAX_CONNECTIONS: String(SENDERS * 2 + 200) });
  const generator = startGenerator(exampleTargets());
  const job = { kind: 'steady', port: service.port, rate: RATE, seconds: SECONDS } as const;
  try {
    await generator.send(job);
    const before = await generator.send(job);
    say(`without slow senders: p99 ${percentile(timesOf(before), 0.99).toFixed(1)} ms`);
    const { path } = exampleTargets()[0]!;
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
    const slow = Array.from({ length: SENDERS }, () => [
      slowSender(service.port, `${head}X-Slow: `),
      slowSender(service.port, `${head}Content-Length: 5000\r\n\r\n{"a":"`),
    ]).flat();
    say(`${slow.length} slow senders`);
    const meanwhile = await generator.send(job);
    const lives = await Promise.all(slow);
    const [was, is] = [before, meanwhile].map((answers) => percentile(timesOf(answers), 0.99)) as [
      number,
      number,
    ];
    const failed = meanwhile.filter(({ status }) => status !== 200).length;
    const longest = Math.max(...lives) / 1000;
    return {
      id: 'L4',
      what: `${SENDERS} slow with headers, ${SENDERS} with the body, ${RATE} requests a second beside them`,
      n: slow.length,
      result: `p99 ${is.toFixed(1)} ms against ${was.toFixed(1)}, ${failed} not answered; the last cut off after ${longest.toFixed(1)} s`,
      bar: `p99 < ${(was * 2).toFixed(1)} ms, all cut off within ${LONGEST} s`,
      met: is < was * 2 && failed === 0 && longest < LONGEST,
    };
  } finally {
    generator.stop();
    await service.stop();
  }
}

/** Says `first`, then a byte a second; how many milliseconds it was let. */
function slowSender(port: number, first: string): Promise<number> {
  const start = performance.now();
  const socket: Socket = connect(port, '127.0.0.1');
  const timer = setInterval(() => socket.write('x'), 1_000);
  socket.on('error', () => undefined);
  socket.write(first);
  socket.resume();
  return new Promise((resolve) =>
    socket.once('close', () => {
      clearInterval(timer);
      resolve(performance.now() - start);
    }),
  );
}
