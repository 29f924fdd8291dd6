import { type RequestHandler, Router } from 'express';
import { ServiceError, toOperationOutcome } from '../../errors.js';
import { type FeedbackItem, parseFeedback } from '../../hooks/feedback.js';
import { StoreUnavailable } from '../../store/store-error.js';
import { notAllowed } from '../guards/errors.js';
import { callerOf, seen } from '../guards/locals.js';
import { sendJson } from '../send-json.js';

/** Where feedback goes, and how many items were taken since the start. */
export class FeedbackBook {
  readonly #keep: ((client: string, items: readonly FeedbackItem[]) => Promise<void>) | undefined;
  readonly #told: ((items: readonly FeedbackItem[]) => void) | undefined;
  #received = 0;

  /**
   * @param keep resolves when they are on disk; without it they are counted, and nothing of them is kept
   * @param told of the items that were taken
   */
  constructor(
    keep?: (client: string, items: readonly FeedbackItem[]) => Promise<void>,
    told?: (items: readonly FeedbackItem[]) => void,
  ) {
    this.#keep = keep;
    this.#told = told;
  }

  get received(): number {
    return this.#received;
  }

  /** @throws ServiceError store-unavailable: none of them is kept */
  async take(client: string, items: readonly FeedbackItem[]): Promise<void> {
    try {
      await this.#keep?.(client, items);
    } catch (error) {
      if (error instanceof StoreUnavailable)
        throw new ServiceError('store-unavailable', [], { cause: error });
      throw error;
    }
    this.#received += items.length;
    this.#told?.(items);
  }
}

/** Seconds after which a store that could not be used is asked again. */
const TRY_AGAIN = '5';

/**
 * `POST /cds-services/:id/feedback`: 200 without a body, as CDS Hooks 2.0.1 defines none: what was read is on disk. Where some items of a
 * batch could not be read, an OperationOutcome names them; it is 200 all the same, as whoever sends the batch again would tell the others
 * twice. 503 where it cannot be kept now; then none of it is.
 * @param canonicalBase base of our code systems, without a slash at the end
 * @param known refuses the unknown service before the body is read
 * @param asked what a body has to pass
 */
export function feedbackRoutes(
  book: FeedbackBook,
  canonicalBase: string,
  known: RequestHandler<{ id: string }>,
  asked: readonly RequestHandler[],
): Router {
  const router = Router();
  const receive: RequestHandler = async ({ body }, response) => {
    const { items, unread } = parseFeedback(body);
    try {
      await book.take(callerOf(response).id, items);
    } catch (error) {
      if (error instanceof ServiceError) response.setHeader('Retry-After', TRY_AGAIN);
      throw error;
    }
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
