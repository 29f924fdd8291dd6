import { type Prefetch, prefetchReader } from '../../src/hooks/prefetch.js';
import { parseRequest } from '../../src/hooks/request.js';
import { client, fakeKnowledge, patientView, resultReview } from './fake-knowledge.js';
import { RESULT_HOOK, reviewRequest, viewRequest } from './requests.js';
import { labsInFor } from './serve.js';

/** What the door makes of a prefetch; with results, of a request of the result hook. */
export function readPrefetch(prefetch: unknown, results?: unknown): Prefetch {
  const service = results === undefined ? patientView : resultReview;
  const body = results === undefined ? viewRequest(prefetch) : reviewRequest(results, prefetch);
  const labs = labsInFor(fakeKnowledge, client);
  return prefetchReader(service, fakeKnowledge)(parseRequest(body, service, RESULT_HOOK), labs);
}
