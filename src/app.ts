import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import type { Authenticate } from './clients/authenticate.js';
import type { IsExpired } from './clients/expired.js';
import type { Config } from './config.js';
import type { Client, Example, Knowledge } from './core/model/knowledge.js';
import type { DemoServer } from './demo/demo-server.js';
import { type Answered, type AnswerParts, createAnswer } from './hooks/answer.js';
import { smartClients, smartFrames, smartOrigins, smartSettings } from './hooks/smart-settings.js';
import { access } from './http/guards/access.js';
import { jsonBody } from './http/guards/body.js';
import { anyCaller, knownCaller } from './http/guards/caller.js';
import { answerErrors, notFound } from './http/guards/errors.js';
import { answerHeaders } from './http/guards/headers.js';
import { shedLoad } from './http/guards/load.js';
import { countRefusals, limitRate } from './http/guards/rate.js';
import { turns } from './http/turns.js';
import { builtPageRoutes } from './http/routes/built-page.js';
import { demoRoutes } from './http/routes/demo.js';
import { discoveryRoutes } from './http/routes/discovery.js';
import { docsRoutes } from './http/routes/docs.js';
import { evidenceRoutes } from './http/routes/evidence.js';
import { examplesRoutes } from './http/routes/examples.js';
import { type FeedbackBook, feedbackRoutes } from './http/routes/feedback.js';
import { fhirRoutes } from './http/routes/fhir.js';
import { healthRoutes } from './http/routes/health.js';
import { type InsightsOffer, insightsRoutes } from './http/routes/insights.js';
import { countedAnswer } from './http/counted-answer.js';
import type { Metrics } from './http/metrics.js';
import { knowledgeRoutes } from './http/routes/knowledge.js';
import { labsRoutes } from './http/routes/labs.js';
import { metricsRoutes } from './http/routes/metrics.js';
import { openApiRoutes, openApiText } from './http/routes/openapi.js';
import { knownService, serviceRoutes } from './http/routes/services.js';
import { smartRoutes } from './http/routes/smart.js';
import { sourceAttributesRoutes } from './http/routes/source-attributes.js';
import type { Log } from './log.js';
import type { Documents } from './pages/docs/documents.js';
import type { StoreState } from './store/service-store.js';

/** What the service is put together from. */
export interface AppParts {
  readonly settings: Pick<
    Config,
    | 'client'
    | 'profile'
    | 'resultHook'
    | 'publicUrl'
    | 'canonicalBase'
    | 'discoveryProtected'
    | 'maxConcurrent'
    | 'maxWait'
    | 'ratePerMinute'
  >;
  readonly knowledge: Knowledge;
  readonly ports: Ports;
  readonly callers: Callers;
  readonly offers: Offers;
}

/** What leads out of the program. */
export interface Ports extends Pick<
  AnswerParts,
  'now' | 'newId' | 'gather' | 'advisorFor' | 'memoryOf' | 'armsOf'
> {
  readonly log: Log;
  /** Told one line for each answer. */
  readonly accessLog: Log;
  /** Whether the word to stop has come. */
  readonly stopping: () => boolean;
}

/** How it is told who calls. */
export interface Callers {
  /** Tells the client from the token; without it everyone is the client of the settings. */
  readonly authenticate?: Authenticate | undefined;
  /** Finds a token that has run out, where none is asked for. */
  readonly isExpired: IsExpired;
}

/** What there is beside the services. */
export interface Offers {
  readonly version: string;
  readonly feedback: FeedbackBook;
  /** How the store goes; absent where nothing is kept. */
  readonly storeState?: (() => StoreState) | undefined;
  /** Requests to try the services with. */
  readonly examples: readonly Example[];
  /** The knowledge as FHIR resources. */
  readonly artefacts: () => Promise<readonly fhir4.FhirResource[]>;
  /** The file of a rule as text. */
  readonly ruleText: (id: string) => string | undefined;
  /** The documents that are served as pages, read when first asked for. */
  readonly documents: () => Documents;
  /** Invented patients to try the service with; none when not to be offered. */
  readonly demo?: DemoServer | undefined;
  /** The knowledge as a page takes it that answers by itself, agreed with one client. */
  readonly portable: (client: Client) => string;
  /** What the cards came to; none when not to be offered. */
  readonly insights?: InsightsOffer | undefined;
  /** Counts what the service does; nothing is counted without. */
  readonly metrics?: Metrics | undefined;
  /** Whether the numbers are at `/metrics` beside everything else. On a listener of their own they are anyway. */
  readonly metricsForAll?: boolean;
  /** Folder of the built page of one patient; none when it is not built. */
  readonly patient?: string | undefined;
  /** Folder of the built page for trying the service; none when it is not to be offered. */
  readonly playground?: string | undefined;
}

/**
 * The whole HTTP surface.
 * @throws Error when the configured client has no file in `clients/`
 */
export function createApp(parts: AppParts): RequestListener {
  const { settings, knowledge, ports, callers, offers } = parts;
  const { resultHook, publicUrl, canonicalBase, ratePerMinute } = settings;
  const { log, accessLog, stopping, now } = ports;
  const client = clientOf(parts);
  const words = knowledge.words.get(client.language) ?? {};
  const pageContext = {
    knowledge,
    language: client.language,
    words,
    base: new URL(publicUrl).pathname.replace(/\/$/u, ''),
  };

  const anyone = anyCaller(withDemo(client, parts), callers.isExpired, log);
  const caller = callers.authenticate
    ? knownCaller(callers.authenticate, publicUrl, log, countRefusals(ratePerMinute))
    : anyone;
  const { door, place } = shedLoad(settings, canonicalBase, accessLog);
  const openApi = openApiText(publicUrl, resultHook);
  const answer = createAnswer({ knowledge, resultHook, turns, ...ports });
  const known = knownService(knowledge);
  const isByToken = callers.authenticate !== undefined;
  const rate = limitRate(ratePerMinute, isByToken);
  const asked = [caller, rate, ...jsonBody, place];

  const app = plainApp();
  app.use(access(accessLog, stopping), answerHeaders);
  const { metrics } = offers;
  const counted = metrics && ((answered: Answered) => metrics.answered(countedAnswer(answered)));
  app.use(serviceRoutes({ answer, known, asked, counted }));
  app.use(feedbackRoutes(offers.feedback, canonicalBase, known, asked));
  app.use(discoveryRoutes(knowledge, resultHook, settings.discoveryProtected ? caller : anyone));
  app.use(healthRoutes({ ...offers, release: knowledge.release, stopping }));
  if (metrics && offers.metricsForAll === true) app.use(metricsRoutes(metrics));
  if (offers.insights)
    app.use(
      insightsRoutes(offers.insights, {
        ...{ pageContext, asked: [caller, rate, place], isOwnOnly: isByToken, now },
      }),
    );
  app.use(evidenceRoutes(pageContext, offers.ruleText));
  app.use(sourceAttributesRoutes(knowledge, words));
  app.use(labsRoutes(knowledge, words));
  app.use(examplesRoutes(offers.examples, now));
  app.use(fhirRoutes(offers.artefacts, knowledge.release, publicUrl));
  if (offers.demo) app.use(demoRoutes(offers.demo));
  app.use(openApiRoutes(openApi));
  app.use(docsRoutes(pageContext, offers.documents, openApi));
  const smart = smartSettings(knowledge, resultHook, publicUrl);
  app.use(smartRoutes(smart));
  app.use(knowledgeRoutes([client, ...smartClients(knowledge.clients.values())], offers.portable));
  const reach = { connect: smartOrigins(smart), framedBy: smartFrames(knowledge.clients.values()) };
  if (offers.patient !== undefined) app.use(builtPageRoutes('/patient', offers.patient, reach));
  if (offers.playground !== undefined)
    app.use(builtPageRoutes('/', offers.playground, { scripts: ['expressions'] }));
  app.use(notFound, answerErrors(canonicalBase, log));
  return door(app);
}

/** For a listener of its own: `/healthz`, `/readyz` and `/metrics`, and nothing else. */
export function createProbes({ settings, knowledge, ports, offers }: AppParts): RequestListener {
  const { log, stopping } = ports;
  const app = plainApp();
  app.use(answerHeaders, healthRoutes({ ...offers, release: knowledge.release, stopping }));
  if (offers.metrics) app.use(metricsRoutes(offers.metrics));
  app.use(notFound, answerErrors(settings.canonicalBase, log));
  return app;
}

function plainApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  return app;
}

/** Pages for people have no caller: they speak the language of the first client when the configured one is not there. */
function clientOf({ settings, knowledge: { clients }, callers }: AppParts): Client {
  const client = clients.get(settings.client) ?? (callers.authenticate && [...clients.values()][0]);
  if (client) return client;
  throw new Error(
    `CLIENT: there is no ${settings.client}.yaml in the folder of clients (there is: ${[...clients.keys()].join(', ') || 'none'}): name one that is`,
  );
}

/** Without tokens the demo server may be asked wherever it is; otherwise client files alone say who is. */
function withDemo(client: Client, { settings, offers }: AppParts): Client {
  if (!offers.demo) return client;
  return { ...client, fhirServers: [...(client.fhirServers ?? []), `${settings.publicUrl}/demo/fhir`] };
}
