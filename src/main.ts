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
import { createAdvisors } from './core/advisors.js';
import { armsOf } from './core/experiments.js';
import type { Knowledge } from './core/model/knowledge.js';
import { pack } from './core/portable.js';
import { demoResources } from './demo/demo-resources.js';
import { type DemoServer, demoServer } from './demo/demo-server.js';
import { createGatherer } from './fhir/gather.js';
import { greeting, isSignedOff } from './greeting.js';
import { hookOf } from './hooks/discovery.js';
import { FeedbackBook } from './http/routes/feedback.js';
import { createMetrics } from './http/metrics.js';
import type { InsightsOffer } from './http/routes/insights.js';
import { listen } from './http/listen.js';
import { createHttpServer, stop } from './http/server.js';
import { examplesWith } from './cases/examples-with.js';
import { known } from './cases/known.js';
import type { Vignette } from './cases/vignettes.js';
import { checkNamedFolders } from './knowledge/named-folders.js';
import { checkPinned } from './knowledge/pinned.js';
import { ruleTexts } from './knowledge/rule-texts.js';
import { createLog, lineOutput, type Log } from './log.js';
import { documentFolders, readDocuments } from './pages/docs/read-documents.js';
import { measure } from './store/measures/measure.js';
import { openServiceStore, type ServiceStore, type StoreState } from './store/service-store.js';

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
/** The store before it was opened. */
const NOT_OPEN: StoreState = { failing: 'not-open', unrecorded: 0, notRecalled: 0, tokensAlone: 0 };
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
  checkExperimentsCanRun(knowledge, asked);
  const clients =
    asked.authentication === 'jwt'
      ? trusted(knowledge.clients, { named: asked.clients, local: asked.local })
      : undefined;
  const examples = examplesWith(vignettes, asked.knowledge, knowledge, (service) =>
    hookOf(service, asked.resultHook),
  );

  const output = lineOutput(process.stdout);
  // The store tells the log how it goes, and the log is counted beside the store.
  const kept: { state: () => StoreState } = { state: () => NOT_OPEN };
  const metrics = createMetrics({
    ...{ knowledge, version: versionOf(), withProcess: true },
    ...(asked.store && { store: () => kept.state() }),
  });
  const log = metrics.counting(createLog(asked.logLevel, output));
  process.once('exit', output.flush);
  const own = new MemoryReplayStore(now);
  const store = await storeOf(asked, own, log);
  if (store) kept.state = store.state;
  const server = createHttpServer(asked);
  await listen(server, 'PORT', asked.port, asked.host);
  const config = atPort(asked, (server.address() as AddressInfo).port);
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
      advisorFor: createAdvisors(knowledge, config),
      gather,
      memoryOf: store?.memoryOf,
      armsOf: (memory, when) => armsOf(knowledge.experiments.values(), (name) => memory.share(name), when),
    },
    callers: {
      authenticate: clients && authenticator({ clients, replay: store?.tokens ?? own, now }),
      isExpired: expiry(now),
    },
    offers: {
      version: versionOf(),
      feedback: new FeedbackBook(store?.keepFeedback, metrics.feedback),
      storeState: store?.state,
      metrics,
      insights: config.insights ? insightsOf(store, knowledge) : undefined,
      metricsForAll: config.local && config.probePort === undefined,
      examples,
      artefacts,
      ruleText: ruleTexts(config.knowledge, knowledge),
      documents: () => readDocuments(documentFolders(ROOT, config.knowledge)),
      demo: config.demoFhir ? demoOf(vignettes, config) : undefined,
      portable: (client) =>
        pack({ knowledge, client, settings: { ...config, keepsAnswers: config.pseudonymKey !== undefined } }),
      patient: existsSync(PATIENT) ? PATIENT : undefined,
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
        .then(() => store?.close())
        .then(() => setTimeout(() => process.exit(), LAST_LINES).unref());
      setTimeout(() => process.exit(), MOST_STOP).unref();
    });
  }
  output.write(greeting(parts, config, clients, probes));
  if (!isSignedOff(knowledge.release)) log({ level: 'warn', event: 'not-signed-off' });
}

/** Whoever declared an experiment is not to find out at its end that nobody was in it. */
function checkExperimentsCanRun({ experiments }: Knowledge, { store, pseudonymKey }: Config): void {
  const [id] = experiments.keys();
  if (id === undefined || (store && pseudonymKey !== undefined)) return;
  throw new Error(
    `${store ? 'PSEUDONYM_KEY' : 'STORE'}: experiments/${id}.yaml needs ${store ? 'a key' : 'a store'}, as the arm of a patient follows from a digest that is kept: set it, or take the file out`,
  );
}

/** What the cards came to, counted from the store when it is asked for. */
function insightsOf(store: ServiceStore | undefined, { experiments, release }: Knowledge): InsightsOffer {
  if (!store) return {};
  const reasons = new Set(release.overrideReasons.map(({ code }) => code));
  return {
    measure: (asked) =>
      measure(store.database, asked, { experiments: experiments.values(), reasons, now: now() }),
  };
}

/** Where cards, feedback and used tokens are kept; nowhere where nothing is to be. */
async function storeOf(
  { store: place, pseudonymKey, retentionDays }: Config,
  own: MemoryReplayStore,
  log: Log,
): Promise<ServiceStore | undefined> {
  return (
    place &&
    openServiceStore(
      { place, pseudonymKey, retentionDays },
      {
        own,
        now,
        report: (event, code) => log({ level: event === 'store-back' ? 'info' : 'warn', event, code }),
      },
    )
  );
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
