import type { RequestHandler } from 'express';
import { parseFeedback } from '../../hooks/feedback.js';

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

/** `POST /cds-services/:id/feedback`: 200 without a body, as CDS Hooks 2.0.1 defines none. */
export function receiveFeedback(counter: FeedbackCounter): RequestHandler {
  return ({ body }, response) => {
    counter.add(parseFeedback(body).length);
    response.status(200).end();
  };
}
