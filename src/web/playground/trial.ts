import type { Answer, Cards, Explanation, Service } from './api.js';
import type { HookRequest } from '../parts/request.js';

/** What is being tried: the request is the one truth, and every form on the page is a view of it. */
export interface Trial {
  readonly service: Service;
  readonly request: HookRequest;
  /** Sent with the request instead of the token in use, to see it refused. */
  readonly token?: 'expired';
}

/** What the service said to a trial. */
export interface Answers {
  /** Id of the service that was asked. */
  readonly service: string;
  /** The body as it was sent. */
  readonly sent: string;
  readonly cards: Answer<Cards>;
  readonly explained: Answer<Explanation>;
}
