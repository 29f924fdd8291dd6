import { type RequestHandler, type Response, Router } from 'express';
import type { Knowledge } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';
import type { Answer, Answered } from '../../hooks/answer.js';
import { turns } from '../turns.js';
import { notAllowed } from '../guards/errors.js';
import { callerOf, seen } from '../guards/locals.js';
import { sendJson } from '../send-json.js';

/** What the routes of the services need. */
export interface ServiceRoutes {
  readonly answer: Answer;
  /** Refuses the unknown service before the body is read; see `knownService`. */
  readonly known: RequestHandler<{ id: string }>;
  /** What a body has to pass: caller, rate, reading, load. */
  readonly asked: readonly RequestHandler[];
  /** Told of each answer once it is on its way. */
  readonly counted?: ((answered: Answered) => void) | undefined;
}

/** `POST /cds-services/:id` and `POST /explain/:id`. */
export function serviceRoutes({ answer, known, asked, counted }: ServiceRoutes): Router {
  const router = Router();
  router
    .route('/cds-services/:id')
    .all(known)
    .post([...asked], answerHook(answer, counted))
    .all(notAllowed('POST'));
  router
    .route('/explain/:id')
    .all(known)
    .post([...asked], answerExplain(answer))
    .all(notAllowed('POST'));
  return router;
}

/** Answers 404 before the body is read when there is no such service. */
export function knownService({ services }: Knowledge): RequestHandler<{ id: string }> {
  return ({ params }, response, next) => {
    if (!services.has(params.id)) throw new ServiceError('service-unknown');
    seen(response).service = params.id;
    next();
  };
}

/** The cards. */
function answerHook(answer: Answer, counted: ServiceRoutes['counted']): RequestHandler<{ id: string }> {
  return async ({ params, body }, response) => {
    const answered = await answer(params.id, body, callerOf(response), noteOn(response));
    const { cards, noCardsBecause } = answered;
    const about = seen(response);
    about.cards = cards.length;
    if (noCardsBecause !== undefined) about.noCardsBecause = noCardsBecause;
    sendJson(response, { cards });
    answered.keep();
    counted?.(answered);
  };
}

/** The same body, the whole reasoning, also where no card may be shown. */
function answerExplain(answer: Answer): RequestHandler<{ id: string }> {
  return async ({ params, body }, response) => {
    const turn = turns();
    const { explain } = await answer(params.id, body, callerOf(response), noteOn(response));
    await turn();
    sendJson(response, explain());
  };
}

/** Says in the line of the request, by their codes, what fields were passed over. */
function noteOn(response: Response): (odd: readonly string[]) => void {
  return (odd) => {
    if (odd.length > 0) seen(response).odd = odd.join('/');
  };
}
