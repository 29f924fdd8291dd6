import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Measures, MeasuresAsked } from '../../core/model/measures.js';
import { ServiceError } from '../../errors.js';
import type { PageContext } from '../../pages/evidence/rule-page.js';
import { choicesOf, periodOf } from '../../pages/insights/choices.js';
import { insightsCsv } from '../../pages/insights/csv.js';
import { insightsPage, nothingKeptPage } from '../../pages/insights/insights-page.js';
import { loadDrawing } from '../../pages/plots/drawing.js';
import { notAllowed } from '../guards/errors.js';
import { callerOf } from '../guards/locals.js';
import { sendJson } from '../send-json.js';
import { sendPage } from '../send-page.js';

/** Where the numbers come from; none where nothing is kept. */
export interface InsightsOffer {
  readonly measure?: ((asked: MeasuresAsked) => Promise<Measures>) | undefined;
}

export interface InsightsParts {
  readonly pageContext: PageContext;
  /** What a request has to pass: caller, rate, load. */
  readonly asked: readonly RequestHandler[];
  /** Whether who calls is known by a token: then nobody sees but what is their own. */
  readonly isOwnOnly: boolean;
  readonly now: () => Date;
}

const CLIENT = /^[a-z0-9][a-z0-9-]{0,63}$/u;

/** `GET /insights`, and the same as `.json` and `.csv`: what the cards of a period came to (`?from=`, `?to=`, `?client=`). */
export function insightsRoutes({ measure }: InsightsOffer, parts: InsightsParts): Router {
  const { pageContext, asked, isOwnOnly, now } = parts;
  const measured = measure && shared(measure);
  const find = async (request: Request, response: Response): Promise<Measures | undefined> => {
    alone(response);
    const query = queryOf(request);
    const period = periodOf(query, now());
    if (!period) throw new ServiceError('period-invalid');
    const client = query.get('client') ?? (isOwnOnly ? callerOf(response).id : undefined);
    if (client !== undefined && (!CLIENT.test(client) || (isOwnOnly && client !== callerOf(response).id)))
      throw new ServiceError('client-unknown');
    return measured?.({ period, client });
  };
  const page: RequestHandler = async (request, response) => {
    const measures = await find(request, response);
    if (!measures) {
      sendPage(Buffer.from(nothingKeptPage(pageContext)), response);
      return;
    }
    const choices = choicesOf(measures, now(), isOwnOnly);
    sendPage(Buffer.from(insightsPage(measures, choices, pageContext, await loadDrawing())), response);
  };
  const json: RequestHandler = async (request, response) =>
    sendJson(response, (await find(request, response)) ?? nothing());
  const csv: RequestHandler = async (request, response) => {
    const measures = (await find(request, response)) ?? nothing();
    response
      .set(
        'Content-Disposition',
        `attachment; filename="insights-${measures.period.from}-${measures.period.to}.csv"`,
      )
      .type('text/csv')
      .send(insightsCsv(measures));
  };
  const router = Router();
  for (const [path, answer] of [
    ['/insights', page],
    ['/insights.json', json],
    ['/insights.csv', csv],
  ] as const)
    router
      .route(path)
      .get([...asked], answer)
      .all(notAllowed('GET', 'HEAD'));
  return router;
}

function nothing(): never {
  throw new ServiceError('nothing-kept');
}

/** Not for pages of others, and not to be kept on the way. */
function alone(response: Response): void {
  response.removeHeader('Access-Control-Allow-Origin');
  response.set({ 'Cross-Origin-Resource-Policy': 'same-origin', 'Cache-Control': 'no-store' });
}

function queryOf({ originalUrl }: Request): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/su.exec(originalUrl)?.[1]);
}

/** One after the other, and once for all who ask the same meanwhile: it keeps the store busy. */
function shared(measure: NonNullable<InsightsOffer['measure']>): NonNullable<InsightsOffer['measure']> {
  const waiting = new Map<string, Promise<Measures>>();
  let last: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const key = JSON.stringify(asked);
    const known = waiting.get(key);
    if (known) return known;
    const next = last.then(() => measure(asked)).finally(() => waiting.delete(key));
    last = next.catch(() => undefined);
    waiting.set(key, next);
    return next;
  };
}
