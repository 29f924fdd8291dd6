import { Router } from 'express';
import type { Release } from '../../core/model/knowledge.js';
import type { StoreState } from '../../store/service-store.js';
import { notAllowed } from '../guards/errors.js';
import { sendJson } from '../send-json.js';
import type { FeedbackBook } from './feedback.js';

export interface Health {
  readonly version: string;
  readonly release: Pick<Release, 'version' | 'date'>;
  readonly feedback: FeedbackBook;
  /** How the store goes; absent where nothing is kept. */
  readonly storeState?: (() => StoreState) | undefined;
  /** Whether the word to stop has come. */
  readonly stopping: () => boolean;
}

/**
 * `GET /healthz`: the service runs, and which knowledge it runs with. `GET /readyz`: whether to send requests here; that the knowledge
 * is loaded goes without saying: nothing listens before. A store that cannot be used is said, and is no reason to send them elsewhere:
 * cards are given as ever.
 */
export function healthRoutes({ version, release, feedback, storeState, stopping }: Health): Router {
  const knowledge = { version: release.version, date: release.date };
  const storeWord = (): string => {
    if (!storeState) return 'none';
    return storeState().failing === undefined ? 'ok' : 'unavailable';
  };
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
      stopping()
        ? sendJson(response, { status: 'stopping' }, 503)
        : sendJson(response, { status: 'ready', store: storeWord() }),
    )
    .all(notAllowed('GET', 'HEAD'));
  return router;
}
