import { Router } from 'express';
import type { Release } from '../../core/model/knowledge.js';
import { notAllowed } from '../guards/errors.js';
import { sendJson } from '../send-json.js';
import type { FeedbackCounter } from './feedback.js';

export interface Health {
  readonly version: string;
  readonly release: Pick<Release, 'version' | 'date'>;
  readonly feedback: FeedbackCounter;
  /** Whether the word to stop has come. */
  readonly stopping: () => boolean;
}

/**
 * `GET /healthz`: the service runs, and which knowledge it runs with. `GET /readyz`: whether to send requests here; that the knowledge
 * is loaded goes without saying: nothing listens before.
 */
export function healthRoutes({ version, release, feedback, stopping }: Health): Router {
  const knowledge = { version: release.version, date: release.date };
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) =>
      sendJson(response, { status: 'ok', version, knowledge, feedbackReceived: feedback.received }),
    )
    .all(notAllowed('GET', 'HEAD'));
  router
    .route('/readyz')
    .get((_request, response) =>
      stopping() ? sendJson(response, { status: 'stopping' }, 503) : sendJson(response, { status: 'ready' }),
    )
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
