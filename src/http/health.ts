import type { RequestHandler } from 'express';
import type { Release } from '../core/knowledge.js';
import type { FeedbackCounter } from './feedback.js';

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
