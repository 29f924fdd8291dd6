import { type RequestHandler, Router } from 'express';
import { parseFeedback } from '../../hooks/feedback.js';
import { notAllowed } from '../guards/errors.js';

/** How many items of feedback have come since the start. Nothing of them is kept. */
export class FeedbackCounter {
  #received = 0;

  get received(): number {
    return this.#received;
  }

  add(items: number): void {
    this.#received += items;
  }
}

/**
 * `POST /cds-services/:id/feedback`: 200 without a body, as CDS Hooks 2.0.1 defines none.
 * @param known refuses the unknown service before the body is read
 * @param asked what a body has to pass
 */
export function feedbackRoutes(
  counter: FeedbackCounter,
  known: RequestHandler<{ id: string }>,
  asked: readonly RequestHandler[],
): Router {
  const router = Router();
  const receive: RequestHandler = ({ body }, response) => {
    counter.add(parseFeedback(body).length);
    response.status(200).end();
  };
  router
    .route('/cds-services/:id/feedback')
    .all(known)
    .post([...asked], receive)
    .all(notAllowed('POST'));
  return router;
}
