import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type AppParts, createApp, createProbes } from './app.js';
import { authenticator } from './clients/authenticate.js';
import { expiry } from './clients/expired.js';
import { MemoryReplayStore } from './clients/replay.js';
import { trusted } from './clients/trust.js';
import { atPort, type Config, readConfig } from './config.js';
import { type Advisor, createAdvisor } from './core/compile.js';
import type { Client, Knowledge, Release } from './core/model/knowledge.js';
import { pack } from './core/portable.js';
import { demoResources } from './demo/demo-resources.js';
import { type DemoServer, demoServer } from './demo/demo-server.js';
import { createGatherer } from './fhir/gather.js';
import { hookOf } from './hooks/discovery.js';
import { FeedbackCounter } from './http/routes/feedback.js';
import { createMetrics } from './http/metrics.js';
import { listen } from './http/listen.js';
import { createHttpServer, stop } from './http/server.js';
import { examplesWith } from './cases/examples-with.js';
import { known } from './cases/known.js';
import type { Vignette } from './cases/vignettes.js';
import { checkNamedFolders } from './knowledge/named-folders.js';
import { checkPinned } from './knowledge/pinned.js';
import { ruleTexts } from './knowledge/rule-texts.js';
import { createLog, lineOutput } from './log.js';
import { documentFolders, readDocuments } from './pages/docs/read-documents.js';

/** Where `npm run build` puts the pages. */
const PATIENT = fileURLToPath(new URL('../dist/patient/', import.meta.url));
const PLAYGROUND = fileURLToPath(new URL('../dist/playground/', import.meta.url));
/** Where the documents lie: above the sources and above what is built of them alike. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What the build kept of the folder it was made with. Beside the sources there is none: everything is read. */
const BUILT = new URL('./knowledge.built.json', import.meta.url);
/** Whatever hangs, the process ends by then. */
const MOST_STOP = 9_500;
/** Milliseconds for the last lines of the log, which nobody may be reading. */
const LAST_LINES = 500;
/** More than the callers of probes need. */
const PROBE_CONNECTIONS = 100;

try {
  await start(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(asked: Config): Promise<void> {
  checkNamedFolders(asked.knowledge, asked.clientsFolder);
  const { knowledge, vignettes, isBuilt } = await known(BUILT, asked.knowledge, asked.clientsFolder);
  checkPinned(asked.knowledgeVersion, knowledge.release);
  const clients =
    asked.authentication === 'jwt'
      ? trusted(knowledge.clients, { named: asked.clients, local: asked.local })
      : undefined;
  const examples = examplesWith(vignettes, asked.knowledge, knowledge, (service) =>
    hookOf(service, asked.resultHook),
  );

  const server = createHttpServer(asked);
  await listen(server, 'PORT', asked.port, asked.host);
  const config = atPort(asked, (server.address() as AddressInfo).port);
  const output = lineOutput(process.stdout);
  const metrics = createMetrics({ knowledge, version: versionOf(), withProcess: true });
  const log = metrics.counting(createLog(config.logLevel, output));
  process.once('exit', output.flush);
  let stopping = false;
  const { gather, close } = createGatherer({
    deadline: config.fhirDeadline,
    clients: clients ?? [
      ...knowledge.clients.values(),
      ...(config.demoFhir ? [{ id: 'demo', fhirServers: [`${config.publicUrl}/demo/fhir`] }] : []),
    ],
    report: log,
  });
  const artefacts = artefactsOf(knowledge, config);
  // What cannot be written stops the start.
  if (!isBuilt) await artefacts();
  const parts: AppParts = {
    settings: config,
    knowledge,
    ports: {
      now,
      newId: randomUUID,
      log,
      accessLog: log,
      stopping: () => stopping,
      advisorFor: advisors(knowledge, config),
      gather,
    },
    callers: {
      authenticate: clients && authenticator({ clients, replay: new MemoryReplayStore(now), now }),
      isExpired: expiry(now),
    },
    offers: {
      version: versionOf(),
      feedback: new FeedbackCounter(metrics.feedback),
      metrics,
      metricsForAll: config.local && config.probePort === undefined,
      examples,
      artefacts,
      ruleText: ruleTexts(config.knowledge, knowledge),
      documents: () => readDocuments(documentFolders(ROOT, config.knowledge)),
      demo: config.demoFhir ? demoOf(vignettes, config) : undefined,
      portable: (client) => pack({ knowledge, client, settings: config }),
      patient: existsSync(PATIENT) ? PATIENT : undefined,
      insights: config.insights ? {} : undefined,
      playground: playgroundOf(config),
    },
  };
  server.on('request', createApp(parts));
  const probes = await listenForProbes(parts, config);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopping = true;
      // Who stops it at a terminal waits for nothing but what is being answered; then nothing keeps the process alive.
      void stop(server, signal === 'SIGINT' ? 0 : undefined)
        .then(() => probes && stop(probes, 0))
        .then(close)
        .then(() => setTimeout(() => process.exit(), LAST_LINES).unref());
      setTimeout(() => process.exit(), MOST_STOP).unref();
    });
  }
  output.write(greeting(parts, config, clients, probes));
  if (!isSignedOff(knowledge.release)) log({ level: 'warn', event: 'not-signed-off' });
}

/** The knowledge as FHIR resources, written when first asked for. */
function artefactsOf(knowledge: Knowledge, config: Config): () => Promise<readonly fhir4.FhirResource[]> {
  const write = async (): Promise<readonly fhir4.FhirResource[]> => {
    const { artefacts } = await import('./profiles/write.js');
    return [...artefacts(knowledge, config.canonicalBase, config.resultHook).values()];
  };
  let written: ReturnType<typeof write> | undefined;
  return () => (written ??= write());
}

function now(): Date {
  return new Date();
}

function versionOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** One for each client, worked out before the first request. */
function advisors(knowledge: Knowledge, config: Config): (client: Client) => Advisor {
  const all = new Map(
    [...knowledge.clients].map(([id, client]) => [id, createAdvisor(knowledge, client, config)]),
  );
  return (client) => all.get(client.id) ?? createAdvisor(knowledge, client, config);
}

function demoOf(vignettes: readonly Vignette[], config: Config): DemoServer {
  return demoServer({ base: `${config.publicUrl}/demo/fhir`, now, resources: demoResources(vignettes) });
}

/** A listener of its own, which no caller can fill. */
async function listenForProbes(parts: AppParts, { probePort, host }: Config): Promise<Server | undefined> {
  if (probePort === undefined) return undefined;
  const server = createHttpServer({ maxConnections: PROBE_CONNECTIONS }, createProbes(parts));
  await listen(server, 'PROBE_PORT', probePort, host);
  return server;
}

function playgroundOf(config: Config): string | undefined {
  return config.playground && existsSync(PLAYGROUND) ? PLAYGROUND : undefined;
}

function isSignedOff({ reviewed = [] }: Release): boolean {
  return reviewed.length > 0;
}

function signOff(release: Release): string {
  if (!isSignedOff(release)) return 'Not signed off: release.yaml names nobody who reviewed this knowledge';
  const names = (release.reviewed ?? []).map(({ who, role, date }) => `${who}, ${role} (${date})`);
  return `Signed off: ${names.join('; ')}`;
}

/** Where to look first, and a command that shows a card, to be pasted into a shell as it stands. */
function greeting(
  { knowledge: { release }, offers: { version, examples, playground, insights } }: AppParts,
  { publicUrl }: Config,
  clients: readonly Client[] | undefined,
  probes: Server | undefined,
): string {
  const lines = [
    `HepaCue ${version}, knowledge ${release.version} of ${release.date}, not clinically validated`,
    signOff(release),
    `Discovery: ${publicUrl}/cds-services`,
    ...(playground === undefined ? [] : [`Playground: ${publicUrl}/`]),
    ...(clients ? [`Callers: ${clients.map(({ id }) => id).join(', ')}, by token`] : []),
    ...(insights ? [`Insights: ${publicUrl}/insights`] : []),
    ...(probes
      ? [`Probes: /healthz, /readyz and /metrics on port ${(probes.address() as AddressInfo).port}`]
      : []),
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
