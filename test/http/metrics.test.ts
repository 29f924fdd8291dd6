import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { createMetrics, type Metrics } from '../../src/http/metrics.js';
import { FeedbackBook } from '../../src/http/routes/feedback.js';
import { bundle, ferritin, viewPath, viewRequest } from '../support/requests.js';
import { serve } from '../support/serve.js';
import { knowledge } from '../support/shipped.js';

const store = { failing: 'disk-full', unrecorded: 3, notRecalled: 4, tokensAlone: 5 };
const newMetrics = (): Metrics =>
  createMetrics({ knowledge, version: '1.2.3', store: () => store, withProcess: true });
const PATH = '/cds-services/raised-ferritin-b12-patient-view';

/** Every line of numbers, without those of the process. */
async function linesOf(metrics: Metrics): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith('hepacue_'));
}

describe('what is counted', () => {
  const metrics = newMetrics();
  const { post, get } = serve({
    ...{ knowledge, advise: 'core', metrics, metricsForAll: true },
    accessLog: metrics.counting(() => undefined),
    feedback: new FeedbackBook(undefined, metrics.feedback),
  });

  test('are answers, cards, what could not be decided, and feedback by the reasons that cards offer', async () => {
    expect((await post(PATH, viewRequest({ ferritin: bundle(ferritin), b12: null }))).status).toBe(200);
    const feedback = [
      { card: 'a', outcome: 'accepted' },
      {
        card: 'b',
        outcome: 'overridden',
        overrideReason: { reason: { code: 'action-completed', system: 'x' } },
      },
      {
        card: 'c',
        outcome: 'overridden',
        overrideReason: { reason: { code: 'Jane Doe, born 1970', system: 'x' } },
      },
    ];
    expect((await post(`${PATH}/feedback`, { feedback })).status).toBe(200);
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const text = await response.text();
    expect(text).toMatch(
      /^hepacue_answers_total\{route="\/cds-services\/:id",service="raised-ferritin-b12-patient-view",status="200"\} 1$/mu,
    );
    expect(text).toMatch(/^hepacue_unknown_total\{rule="[a-z0-9-]+",condition="[^"]+"\} 1$/mu);
    expect(text).toContain('hepacue_feedback_total{outcome="accepted",reason="none"} 1');
    expect(text).toContain('hepacue_feedback_total{outcome="overridden",reason="action-completed"} 1');
    expect(text).toContain('hepacue_feedback_total{outcome="overridden",reason="other"} 1');
    expect(text).not.toContain('Jane');
  });

  test('is how the store goes, and the process', async () => {
    metrics.counting(() => undefined)({ level: 'warn', event: 'store-failing', code: 'disk-full' });
    const text = await metrics.text();
    for (const line of [
      'store_failing 1',
      'store_failures_total 1',
      'unrecorded_total 3',
      'not_recalled_total 4',
      'tokens_alone_total 5',
    ])
      expect(text).toContain(`\nhepacue_${line}\n`);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('what is heard from the log', () => {
  test('is why FHIR servers did not answer and tokens were refused, and the line is written all the same', async () => {
    const metrics = newMetrics();
    const written: unknown[] = [];
    const log = metrics.counting((line) => written.push(line));
    log({ level: 'warn', event: 'fhir-not-gathered', client: 'east', timeout: 2, 'server-error': 1 });
    log({ level: 'warn', code: 'not-authenticated', reason: 'replay', client: 'east' });
    const lines = await linesOf(metrics);
    expect(written).toHaveLength(2);
    expect(lines).toContain('hepacue_fhir_failures_total{reason="timeout"} 2');
    expect(lines).toContain('hepacue_fhir_failures_total{reason="server-error"} 1');
    expect(lines).toContain('hepacue_refused_tokens_total{reason="replay"} 1');
    expect(lines.join()).not.toContain('east');
  });
});

describe('cards', () => {
  test('are counted by rule, loudness and whether they were shown; those of no rule of ours as others', async () => {
    const metrics = newMetrics();
    const [rule = ''] = knowledge.rules.keys();
    metrics.answered({
      cards: [
        { rule, indicator: 'info', shown: 'shown' },
        { rule, indicator: 'warning', shown: 'quiet', quietBy: 'told-before' },
        { rule: 'patient-4711', indicator: 'info', shown: 'silent' },
      ],
      unknown: [{ rule, condition: 'patient 4711 is fine' }],
      setAside: ['malformed'],
      noCardsBecause: 'user-is-patient',
    });
    expect((await linesOf(metrics)).filter((line) => /cards|quieted|unknown|aside/u.test(line))).toEqual([
      `hepacue_cards_total{rule="${rule}",indicator="info",shown="shown"} 1`,
      `hepacue_cards_total{rule="${rule}",indicator="warning",shown="quiet"} 1`,
      'hepacue_cards_total{rule="other",indicator="info",shown="silent"} 1',
      'hepacue_quieted_total{policy="told-before"} 1',
      `hepacue_unknown_total{rule="${rule}",condition="other"} 1`,
      'hepacue_set_aside_total{reason="malformed"} 1',
      'hepacue_no_cards_total{reason="user-is-patient"} 1',
    ]);
  });
});

describe('no caller makes labels', () => {
  const metrics = newMetrics();
  const { post, get, url } = serve({
    ...{ metrics, metricsForAll: true },
    accessLog: metrics.counting(() => undefined),
    feedback: new FeedbackBook(undefined, metrics.feedback),
  });

  test('whatever stands in paths, bodies, methods and reasons, there are no more lines than for one', async () => {
    const odd = async (mark: string): Promise<void> => {
      await get(`/cds-services/${mark}`);
      await get(`/evidence/${mark}?patient=${mark}`);
      await get(`/${mark}`, { headers: { Authorization: `Bearer ${mark}` } });
      await fetch(`${url()}/cds-services/${mark}/feedback`, { method: 'PUT' });
      await post(viewPath, { ...viewRequest(), hookInstance: mark });
      await post(viewPath, viewRequest({ ferritin: bundle({ ...ferritin, id: mark, status: mark }) }));
      await post(`${viewPath}/feedback`, {
        feedback: [
          { card: mark, outcome: 'overridden', overrideReason: { reason: { code: mark, system: mark } } },
        ],
      });
    };
    await odd('mrn-0');
    const before = await linesOf(metrics);
    for (let count = 1; count < 20; count++) await odd(`mrn-${count}`);
    const after = await linesOf(metrics);
    expect(after.length).toBe(before.length);
    expect(after.join('\n')).not.toContain('mrn-');
  });
});

describe('where they are', () => {
  const metrics = newMetrics();
  const { get } = serve({ metrics });

  test('not beside what others may call, unless that is said', async () => {
    expect((await get('/metrics')).status).toBe(404);
  });

  test('on the listener of probes', async () => {
    const { createProbes } = await import('../../src/app.js');
    const app = createProbes({
      settings: { canonicalBase: 'https://example.org/fhir' },
      knowledge,
      ports: { log: () => undefined, stopping: () => false },
      offers: { version: '1', feedback: new FeedbackBook(), metrics },
    } as never);
    const server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
    expect([response.status, (await response.text()).includes('hepacue_info')]).toEqual([200, true]);
    server.close();
  });
});

describe('the examples for who watches', () => {
  const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
  /** Every name of a number that is asked for, without what a histogram adds. */
  const namesIn = (text: string): Set<string> =>
    new Set(
      [...text.matchAll(/\b(?:hepacue|nodejs|process)_[a-z0-9_]+/gu)].map(([name]) =>
        name.replace(/_bucket$/u, ''),
      ),
    );

  test.each(['prometheus-alerts.yaml', 'grafana-dashboard.json'])(
    '%s asks for numbers that there are',
    async (name) => {
      const metrics = newMetrics();
      const told = new Set(
        [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gmu)].map(([, one = '']) => one),
      );
      const asked = [...namesIn(read(name))];
      expect(asked.length).toBeGreaterThan(5);
      expect(asked.filter((one) => !told.has(one))).toEqual([]);
    },
  );

  test('the dashboard has a place, a title and a question for each panel, and no two in one place', () => {
    const { panels } = JSON.parse(read('grafana-dashboard.json')) as {
      panels: { id: number; type: string; title: string; targets?: { expr: string }[]; gridPos: object }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
    for (const { type, title, targets = [] } of panels)
      expect([title, title !== '' && (type === 'row' || targets.every(({ expr }) => expr !== ''))]).toEqual([
        title,
        true,
      ]);
  });

  test('every alert says what it means and what to do', () => {
    const { groups } = parse(read('prometheus-alerts.yaml')) as {
      groups: { rules: { alert: string; annotations: { summary: string; todo: string } }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(8);
    for (const { alert, annotations } of rules)
      expect([alert, annotations.summary.length > 10, annotations.todo.length > 10]).toEqual([
        alert,
        true,
        true,
      ]);
  });
});
