import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Config } from './config.js';
import type { Knowledge } from './core/knowledge.js';
import { jsonBody } from './http/body.js';
import { answerDiscovery } from './http/discovery.js';
import { answerErrors, type Log, notAllowed, notFound } from './http/errors.js';
import { showEvidence } from './http/evidence.js';
import { type FeedbackCounter, receiveFeedback } from './http/feedback.js';
import { answerHealth } from './http/health.js';
import { answerOpenApi } from './http/openapi.js';
import { answerExplain, answerHook, knownService, type ServiceParts } from './http/services.js';

/** What the service is put together from. */
export interface AppParts extends Pick<ServiceParts, 'now' | 'newId' | 'advise' | 'labOf'> {
  readonly knowledge: Knowledge;
  readonly config: Pick<Config, 'client' | 'profile' | 'resultHook' | 'publicUrl' | 'canonicalBase'>;
  readonly version: string;
  readonly feedback: FeedbackCounter;
  readonly log: Log;
  /** The file of a rule as text. */
  readonly ruleText: (id: string) => string | undefined;
}

/**
 * The whole HTTP surface.
 * @throws Error when the configured client has no file in `clients/`
 */
export function createApp(parts: AppParts): Express {
  const { knowledge, config, feedback } = parts;
  const client = knowledge.clients.get(config.client);
  if (!client)
    throw new Error(
      `CLIENT: there is no ${config.client}.yaml in clients/ (there is: ${[...knowledge.clients.keys()].join(', ')})`,
    );
  const { profile, resultHook, publicUrl, canonicalBase } = config;
  const { now, newId, advise, labOf } = parts;
  const service: ServiceParts = {
    knowledge,
    client,
    resultHook,
    publicUrl,
    canonicalBase,
    profile,
    now,
    newId,
    advise,
    labOf,
  };
  const known = knownService(knowledge);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);

  // CDS Hooks 2.0.1: browser clients require CORS. First, so that errors carry the headers too and OPTIONS asks nothing.
  app.use(
    cors({
      origin: '*',
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: ['Content-Type', 'Authorization'],
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

  app.route('/cds-services').get(answerDiscovery(knowledge, resultHook)).all(notAllowed('GET', 'HEAD'));
  app.route('/cds-services/:id').all(known).post(jsonBody, answerHook(service)).all(notAllowed('POST'));
  app
    .route('/cds-services/:id/feedback')
    .all(known)
    .post(jsonBody, receiveFeedback(feedback))
    .all(notAllowed('POST'));
  app.route('/explain/:id').all(known).post(jsonBody, answerExplain(service)).all(notAllowed('POST'));
  app.route('/evidence/:rule').get(showEvidence(parts.ruleText)).all(notAllowed('GET', 'HEAD'));
  app.route('/openapi.yaml').get(answerOpenApi(publicUrl, resultHook)).all(notAllowed('GET', 'HEAD'));
  app
    .route('/healthz')
    .get(answerHealth(parts.version, knowledge.release, feedback))
    .all(notAllowed('GET', 'HEAD'));

  app.use(notFound);
  app.use(answerErrors(canonicalBase, parts.log));
  return app;
}
