import cors from 'cors';
import type { RequestListener } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import type { Authenticate } from './clients/authenticate.js';
import type { IsExpired } from './clients/expired.js';
import type { Config } from './config.js';
import type { Example, Knowledge } from './core/model/knowledge.js';
import type { DemoServer } from './demo/demo-server.js';
import { type AnswerParts, createAnswer } from './hooks/answer.js';
import { access } from './http/guards/access.js';
import { mountedAt } from './http/guards/locals.js';
import { jsonBody } from './http/guards/body.js';
import { anyCaller, knownCaller } from './http/guards/caller.js';
import { demoFhir } from './http/routes/demo.js';
import { answerDiscovery } from './http/routes/discovery.js';
import { answerErrors, notAllowed, notFound } from './http/guards/errors.js';
import type { Log } from './log.js';
import { showEvidence, showEvidenceIndex, showRuleFile } from './http/routes/evidence.js';
import { answerExample, answerExamples } from './http/routes/examples.js';
import { type FeedbackCounter, receiveFeedback } from './http/routes/feedback.js';
import { answerFhirRead, answerFhirSearch, answerMetadata } from './http/routes/fhir.js';
import { answerHealth, answerReady } from './http/routes/health.js';
import { answerLabs } from './http/routes/labs.js';
import { type LoadLimits, shedLoad } from './http/guards/load.js';
import { answerOpenApi } from './http/routes/openapi.js';
import { showPlayground } from './http/routes/playground.js';
import { countRefusals, limitRate } from './http/guards/rate.js';
import { knownService, serviceRoutes } from './http/routes/services.js';
import { answerSourceAttributes } from './http/routes/source-attributes.js';

/** What the service is put together from. */
export interface AppParts extends Pick<AnswerParts, 'now' | 'newId' | 'gather' | 'advisorFor'> {
  readonly knowledge: Knowledge;
  readonly config: Pick<Config, 'client' | 'profile' | 'resultHook' | 'publicUrl' | 'canonicalBase'> &
    Partial<Pick<Config, 'discoveryProtected'>>;
  /** Tells the client from the token; without it everyone is the client of the configuration. */
  readonly authenticate?: Authenticate | undefined;
  /** Finds a token that has run out, where none is asked for; without it tokens are not looked at there. */
  readonly isExpired?: IsExpired;
  /** Invented patients to try the service with; none when not to be offered. */
  readonly demo?: DemoServer | undefined;
  readonly version: string;
  readonly feedback: FeedbackCounter;
  readonly log: Log;
  /** Told one line for each answer. */
  readonly accessLog?: Log;
  /** Whether the word to stop has come. */
  readonly stopping?: () => boolean;
  /** What is asked of the service at most; without it, anything. */
  readonly limits?: LoadLimits & { readonly ratePerMinute: number };
  /** The knowledge as FHIR resources; none when nothing is to be offered under /fhir. */
  readonly artefacts?: readonly fhir4.FhirResource[];
  /** Requests to try the services with. */
  readonly examples?: readonly Example[];
  /** Folder of the built page for trying the service; none when it is not to be offered. */
  readonly playground?: string | undefined;
  /** The file of a rule as text. */
  readonly ruleText: (id: string) => string | undefined;
}

/**
 * The whole HTTP surface.
 * @throws Error when the configured client has no file in `clients/`
 */
export function createApp(parts: AppParts): RequestListener {
  const { knowledge, config, feedback, artefacts = [], examples = [] } = parts;
  const { authenticate } = parts;
  // Pages for people have no caller: they speak the language of the first client when the configured one is not there.
  const client = knowledge.clients.get(config.client) ?? (authenticate && [...knowledge.clients.values()][0]);
  if (!client)
    throw new Error(
      `CLIENT: there is no ${config.client}.yaml in clients/ (there is: ${[...knowledge.clients.keys()].join(', ')})`,
    );
  const { resultHook, publicUrl, canonicalBase } = config;
  const { now, newId, advisorFor, gather } = parts;
  const answer = createAnswer({ knowledge, resultHook, advisorFor, gather, now, newId });
  const known = knownService(knowledge);
  const { accessLog = () => undefined, stopping = () => false } = parts;
  const { ratePerMinute, ...load } = parts.limits ?? {
    maxConcurrent: Infinity,
    maxDelay: Infinity,
    ratePerMinute: 0,
  };
  const { fhirServers = [] } = client;
  // Without tokens the demo server may be asked wherever it is; otherwise client files alone say who is.
  const open = parts.demo ? { ...client, fhirServers: [...fhirServers, `${publicUrl}/demo/fhir`] } : client;
  const anyone = anyCaller(open, parts.isExpired ?? (() => false), parts.log);
  const caller = authenticate
    ? knownCaller(authenticate, publicUrl, parts.log, countRefusals(ratePerMinute))
    : anyone;
  const rate = limitRate(ratePerMinute, authenticate !== undefined);
  const { refuses, place } = shedLoad(load, canonicalBase, accessLog);
  const asked = [caller, rate, ...jsonBody, place];
  const { language } = client;
  const telling = {
    knowledge,
    language,
    words: knowledge.words.get(language) ?? {},
    base: new URL(publicUrl).pathname.replace(/\/$/u, ''),
  };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);

  app.use(access(accessLog, stopping));
  // CDS Hooks 2.0.1: browser clients require CORS. First, so that errors carry the headers too and OPTIONS asks nothing.
  app.use(
    cors({
      origin: '*',
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: ['Content-Type', 'Authorization'],
      exposedHeaders: ['X-Request-Id', 'Retry-After'],
      maxAge: 600,
    }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      strictTransportSecurity: false,
    }),
  );

  app
    .route('/cds-services')
    .get(config.discoveryProtected ? caller : anyone, answerDiscovery(knowledge, resultHook))
    .all(notAllowed('GET', 'HEAD'));
  app.use(serviceRoutes({ answer, known, asked }));
  app
    .route('/cds-services/:id/feedback')
    .all(known)
    .post(asked, receiveFeedback(feedback))
    .all(notAllowed('POST'));
  app.route('/evidence').get(showEvidenceIndex(telling)).all(notAllowed('GET', 'HEAD'));
  app.route('/evidence/:rule.yaml').get(showRuleFile(parts.ruleText)).all(notAllowed('GET', 'HEAD'));
  app.route('/evidence/:rule').get(showEvidence(telling)).all(notAllowed('GET', 'HEAD'));
  app
    .route('/source-attributes')
    .get(answerSourceAttributes(knowledge, telling.words))
    .all(notAllowed('GET', 'HEAD'));
  app.route('/labs').get(answerLabs(knowledge, telling.words)).all(notAllowed('GET', 'HEAD'));
  app.route('/examples').get(answerExamples(examples)).all(notAllowed('GET', 'HEAD'));
  app.route('/examples/:id').get(answerExample(examples, now)).all(notAllowed('GET', 'HEAD'));
  app
    .route('/fhir/metadata')
    .get(answerMetadata(artefacts, knowledge.release, publicUrl))
    .all(notAllowed('GET', 'HEAD'));
  app.route('/fhir/:type').get(answerFhirSearch(artefacts, publicUrl)).all(notAllowed('GET', 'HEAD'));
  app.route('/fhir/:type/:id').get(answerFhirRead(artefacts)).all(notAllowed('GET', 'HEAD'));
  if (parts.demo) app.use('/demo/fhir', mountedAt('/demo/fhir'), demoFhir(parts.demo));
  app.route('/openapi.yaml').get(answerOpenApi(publicUrl, resultHook)).all(notAllowed('GET', 'HEAD'));
  app
    .route('/healthz')
    .get(answerHealth(parts.version, knowledge.release, feedback))
    .all(notAllowed('GET', 'HEAD'));
  app.route('/readyz').get(answerReady(stopping)).all(notAllowed('GET', 'HEAD'));
  if (parts.playground !== undefined) app.use(showPlayground(parts.playground));

  app.use(notFound);
  app.use(answerErrors(canonicalBase, parts.log));
  return (request, response) => {
    if (!refuses(request, response)) app(request, response);
  };
}
