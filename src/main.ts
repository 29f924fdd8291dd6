import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { authenticator } from './clients/authenticate.js';
import { expiry } from './clients/expired.js';
import { MemoryReplayStore } from './clients/replay.js';
import { trusted } from './clients/trust.js';
import { atPort, type Config, readConfig } from './config.js';
import { type Advisor, createAdvisor } from './core/compile.js';
import type { Client, Example, Knowledge } from './core/model/knowledge.js';
import { demoPatients } from './demo/patients.js';
import { demoServer } from './demo/demo-server.js';
import { createGatherer } from './fhir/gather.js';
import { hookOf } from './hooks/discovery.js';
import { FeedbackCounter } from './http/routes/feedback.js';
import { createHttpServer, stop } from './http/server.js';
import { readExamples } from './cases/examples.js';
import { loadKnowledge } from './knowledge/load.js';
import { ruleTexts } from './knowledge/rule-texts.js';
import { createLog } from './log.js';
import { artefacts } from './profiles/write.js';

/** Milliseconds that requests may wait for each other, in a burst and under a load that lasts: interval and target of CoDel. */
const MOST_DELAY = { maxDelay: 400, lastingDelay: 6 };
/** Where `npm run build` puts the page for trying the service. */
const PLAYGROUND = fileURLToPath(new URL('../dist/playground/', import.meta.url));
/** Whatever hangs, the process ends by then. */
const MOST_STOP = 9_500;

try {
  await start(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(asked: Config): Promise<void> {
  const knowledge = loadKnowledge(asked.knowledge, asked.clientsFolder);
  const now = (): Date => new Date();
  const clients =
    asked.authentication === 'jwt'
      ? trusted(knowledge.clients, { named: asked.clients, local: asked.local })
      : undefined;
  const authenticate = clients && authenticator({ clients, replay: new MemoryReplayStore(now), now });
  const examples = readExamples(asked.knowledge, knowledge, (service) => hookOf(service, asked.resultHook));
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  const server = createHttpServer(asked);
  await once(server.listen(asked.port, asked.host), 'listening');
  const config = atPort(asked, (server.address() as AddressInfo).port);
  const log = createLog(config.logLevel, process.stdout);
  let stopping = false;
  const { gather, close } = createGatherer({
    deadline: config.fhirDeadline,
    clients: clients ?? [
      ...knowledge.clients.values(),
      ...(config.demoFhir ? [{ id: 'demo', fhirServers: [`${config.publicUrl}/demo/fhir`] }] : []),
    ],
    report: log,
  });
  const app = createApp({
    knowledge,
    gather,
    demo: config.demoFhir
      ? demoServer({
          base: `${config.publicUrl}/demo/fhir`,
          now,
          resources: demoPatients(config.knowledge, knowledge),
        })
      : undefined,
    config,
    authenticate,
    isExpired: expiry(now),
    examples,
    version,
    now,
    newId: randomUUID,
    advisorFor: advisors(knowledge, config),
    feedback: new FeedbackCounter(),
    log,
    accessLog: log,
    stopping: () => stopping,
    limits: { ...config, ...MOST_DELAY },
    artefacts: [...artefacts(knowledge, config.canonicalBase, config.resultHook).values()],
    ruleText: ruleTexts(config.knowledge, knowledge),
    playground: playgroundOf(config),
  });
  server.on('request', app);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopping = true;
      // Who stops it at a terminal waits for nothing but what is being answered; then nothing keeps the process alive.
      void stop(server, signal === 'SIGINT' ? 0 : undefined).then(close);
      setTimeout(() => process.exit(), MOST_STOP).unref();
    });
  }
  process.stdout.write(greeting(version, knowledge, config, clients, examples));
}

/** One advisor for each client, made before any request. */
function advisors(knowledge: Knowledge, config: Config): (client: Client) => Advisor {
  const all = new Map(
    [...knowledge.clients].map(([id, client]) => [id, createAdvisor(knowledge, client, config)]),
  );
  return (client) => all.get(client.id) ?? createAdvisor(knowledge, client, config);
}

function playgroundOf(config: Config): string | undefined {
  return config.playground && existsSync(PLAYGROUND) ? PLAYGROUND : undefined;
}

/** Where to look first, and a command that shows a card, to be pasted into a shell as it stands. */
function greeting(
  version: string,
  { release }: Knowledge,
  config: Config,
  clients: readonly Client[] | undefined,
  examples: readonly Example[],
): string {
  const { publicUrl } = config;
  const lines = [
    `HepaCue ${version}, knowledge ${release.version} of ${release.date}`,
    `Discovery: ${publicUrl}/cds-services`,
    ...(playgroundOf(config) === undefined ? [] : [`Playground: ${publicUrl}/`]),
    ...(clients ? [`Callers: ${clients.map(({ id }) => id).join(', ')}, by token`] : []),
  ];
  const example = examples.find(({ kind }) => kind === 'example');
  if (example) {
    const body = JSON.stringify(example.requestAt(new Date())).replaceAll("'", "'\\''");
    const token = clients ? `-H "Authorization: Bearer $TOKEN" ` : '';
    lines.push(
      clients ? 'A card, when TOKEN holds a token made for its address:' : 'A card:',
      `curl -s -H 'Content-Type: application/json' ${token}${publicUrl}/cds-services/${example.service} -d '${body}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}
