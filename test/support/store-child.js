/**
 * The door of feedback, the memory of patients and used tokens over a store, in a process that is quick to start and to kill.
 *
 *     node store-child.js <the program> <place as JSON>
 */
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createRequire } from 'node:module';

const [, , program, place] = process.argv;
const load = (path) => import(pathToFileURL(join(program, path)).href);
const express = createRequire(join(program, 'main.js'))('express');
const [
  { FeedbackBook, feedbackRoutes },
  { openServiceStore },
  { MemoryReplayStore },
  { jsonBody },
  locals,
  { answerErrors },
] = await Promise.all([
  load('http/routes/feedback.js'),
  load('store/service-store.js'),
  load('clients/replay.js'),
  load('http/guards/body.js'),
  load('http/guards/locals.js'),
  load('http/guards/errors.js'),
]);

const now = () => new Date();
const store = await openServiceStore(
  {
    place: JSON.parse(place),
    pseudonymKey: 'a key for the tests, of no use elsewhere',
    retentionDays: 400,
    deadlines: { recall: 60_000, token: 60_000 },
  },
  { own: new MemoryReplayStore(now), now, report: (event, code) => process.send?.({ event, code }) },
);
const app = express();
app.use((_request, response, next) => {
  locals.setCaller(response, { client: { id: 'north' } });
  next();
});
app.get('/state', (_request, response) => response.json(store.state()));
/** Uses a token; 409 when it was used before. */
app.post('/token/:jti', async ({ params }, response) => {
  const isFirst = await store.tokens.reserve('issuer', params.jti, Date.now() + 60_000);
  response.status(isFirst ? 200 : 409).end();
});
/** A card for a patient, made at once, kept soon. */
app.post('/card/:patient/:card', async ({ params }, response) => {
  const patient = store.memoryOf({ client: 'north', patientId: params.patient, userId: 'u' });
  const before = await patient.recall();
  const issue = {
    card: params.card,
    rule: 'r',
    topic: 't',
    indicator: 'info',
    shown: 'shown',
    samples: {},
    held: [],
    basis: 'b',
    offered: [],
  };
  patient.keep({ at: now(), service: 's', language: 'en', knowledge: '1.0.0', arms: {}, issues: [issue] });
  response.json(before.map(({ card, answers }) => ({ card, answers: answers.length })));
});
app.use(
  feedbackRoutes(
    new FeedbackBook(store.keepFeedback),
    'https://example.org/fhir',
    (_q, _r, next) => next(),
    jsonBody,
  ),
);
app.use(answerErrors('https://example.org/fhir', (line) => process.send?.(line)));
const server = createServer(app).listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
