import type { RequestHandler } from 'express';
import type { Release } from '../../core/model/knowledge.js';
import type { FeedbackCounter } from './feedback.js';

/** `GET /readyz`: whether to send requests here. That the knowledge is loaded goes without saying: nothing listens before. */
export function answerReady(stopping: () => boolean): RequestHandler {
  return (_request, response) => {
    if (stopping()) response.status(503).json({ status: 'stopping' });
    else response.json({ status: 'ready' });
  };
}

/** `GET /healthz`: the service runs, and which knowledge it runs with. */
export function answerHealth(
  version: string,
  { version: release, date }: Release,
  feedback: FeedbackCounter,
): RequestHandler {
  return (_request, response) => {
    response.json({
      status: 'ok',
      version,
      knowledge: { version: release, date },
      feedbackReceived: feedback.received,
    });
  };
}
