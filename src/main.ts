import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { atPort, type Config, readConfig } from './config.js';
import { advise } from './core/advise.js';
import type { Knowledge } from './core/knowledge.js';
import { labsIn } from './core/record.js';
import { hookOf } from './hooks/discovery.js';
import { FeedbackCounter } from './http/feedback.js';
import { firstExample } from './knowledge/examples.js';
import { loadKnowledge } from './knowledge/load.js';
import { ruleTexts } from './knowledge/rule-texts.js';

try {
  await start(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(asked: Config): Promise<void> {
  const knowledge = loadKnowledge(asked.knowledge);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  // A client that sends slowly holds a connection no longer than this; Node looks for such ones once a second.
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    connectionsCheckingInterval: 1_000,
  });
  await once(server.listen(asked.port, asked.host), 'listening');
  const config = atPort(asked, (server.address() as AddressInfo).port);
  const app = createApp({
    knowledge,
    config,
    version,
    now: () => new Date(),
    newId: randomUUID,
    advise,
    labOf: labsIn,
    feedback: new FeedbackCounter(),
    log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
    ruleText: ruleTexts(config.knowledge, knowledge),
  });
  server.on('request', app);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // What is being answered is answered; then nothing keeps the process alive.
      server.close();
      setTimeout(() => server.closeAllConnections(), 8_000).unref();
    });
  }
  process.stdout.write(greeting(version, knowledge, config));
}

/** Where to look first, and a command that shows a card, to be pasted into a shell as it stands. */
function greeting(version: string, { release, services }: Knowledge, config: Config): string {
  const { publicUrl, resultHook } = config;
  const lines = [
    `HepaCue ${version}, knowledge ${release.version} of ${release.date}`,
    `Discovery: ${publicUrl}/cds-services`,
  ];
  const example = firstExample(config.knowledge);
  const service = [...services.values()].find(({ hook }) => hook === example?.['hook']);
  if (example && service) {
    const body = JSON.stringify({ ...example, hook: hookOf(service, resultHook) }).replaceAll("'", "'\\''");
    lines.push(
      'A card:',
      `curl -s -H 'Content-Type: application/json' ${publicUrl}/cds-services/${service.id} -d '${body}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}
