import { type RequestHandler, Router } from 'express';
import { ServiceError, toOperationOutcome } from '../../errors.js';
import { type FeedbackItem, parseFeedback } from '../../hooks/feedback.js';
import { notAllowed } from '../guards/errors.js';
import { seen } from '../guards/locals.js';
import { sendJson } from '../send-json.js';

/** How many items of feedback have come since the start. Nothing of them is kept. */
export class FeedbackCounter {
  #received = 0;

  /** @param told of the items, as they come */
  constructor(private readonly told?: (items: readonly FeedbackItem[]) => void) {}

  get received(): number {
    return this.#received;
  }

  add(items: readonly FeedbackItem[]): void {
    this.#received += items.length;
    this.told?.(items);
  }
}

/**
 * `POST /cds-services/:id/feedback`: 200 without a body, as CDS Hooks 2.0.1 defines none. Where some items of a batch could not be
 * read, an OperationOutcome names them; it is 200 all the same, as whoever sends the batch again would tell the others twice.
 * @param canonicalBase base of our code systems, without a slash at the end
 * @param known refuses the unknown service before the body is read
 * @param asked what a body has to pass
 */
export function feedbackRoutes(
  counter: FeedbackCounter,
  canonicalBase: string,
  known: RequestHandler<{ id: string }>,
  asked: readonly RequestHandler[],
): Router {
  const router = Router();
  const receive: RequestHandler = ({ body }, response) => {
    const { items, unread } = parseFeedback(body);
    counter.add(items);
    if (unread.length === 0) {
      response.status(200).end();
      return;
    }
    const error = new ServiceError('feedback-invalid', unread);
    seen(response).code = error.code;
    sendJson(response, toOperationOutcome(error, canonicalBase, 'warning'));
  };
  router
    .route('/cds-services/:id/feedback')
    .all(known)
    .post([...asked], receive)
    .all(notAllowed('POST'));
  return router;
}
