import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { readCases } from '../../src/cases/case-files.js';
import { REVIEW, VIEW } from '../support/ask.js';
import { PATIENT_ID, patientOf, reviewRequest, viewRequest } from '../support/case.js';
import { systemNow, withinOneDay } from '../support/clock.js';
import { access, cardsOf, serveFetching } from '../support/fetching.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

let other: ServiceProcess;
let demo = '';
// The dates of the other process are counted from the day of the machine, so that all here is of that day.
const service = serveFetching(() => [demo], { deadline: 10_000 }, systemNow);

beforeAll(async () => {
  other = await startService();
  demo = `${other.base}/demo/fhir`;
});

afterAll(() => {
  other.process.kill();
});

const vignettes = readCases(KNOWLEDGE_FOLDER).filter(({ file }) => file === 'examples/vignettes.yaml');

/** The cards without what differs from one asking to the next: their ids, and the ids of patient and resources. */
function plain(cards: readonly Card[], patientId: string): unknown {
  const text = JSON.stringify(cards)
    .replaceAll(/00000000-0000-4000-8000-\d{12}/gu, 'id')
    .replaceAll(`"Patient/${patientId}"`, '"Patient/patient"')
    .replaceAll(
      new RegExp(`"reference":"(\\w+)/(?:${patientId}-)?([a-z0-9-]+)"`, 'gu'),
      '"reference":"$1/$2"',
    );
  return JSON.parse(text);
}

interface Body {
  readonly context: Record<string, unknown>;
  readonly prefetch: Record<string, unknown>;
}

/** The same for the patient as the demo server knows it. */
function there(body: Body, id: string): Body {
  return JSON.parse(
    JSON.stringify(body)
      .replaceAll(`"Patient/${PATIENT_ID}"`, `"Patient/${id}"`)
      .replaceAll(`"id":"${PATIENT_ID}"`, `"id":"${id}"`)
      .replaceAll(`"patientId":"${PATIENT_ID}"`, `"patientId":"${id}"`),
  ) as Body;
}

async function ask(path: string, body: object, id: string): Promise<unknown> {
  const answer = await service.post(`/cds-services/${path}`, body);
  expect([id, answer.status]).toEqual([id, 200]);
  return plain(await cardsOf(answer), id);
}

/** Prefetch without some of its keys: every second one, the others, and all but the triggers. */
const partly: Readonly<Record<string, (key: string, place: number) => boolean>> = {
  nothing: () => false,
  'every second key': (_key, place) => place % 2 === 0,
  'the other keys': (_key, place) => place % 2 === 1,
  'the triggers': (key) => key === 'ferritin' || key === 'b12',
  'all but the triggers': (key) => key !== 'ferritin' && key !== 'b12',
};

describe('fetched from the demo server in a process of its own', () => {
  test.each(Object.entries(partly))(
    `${vignettes.length} vignettes with %s prefetched`,
    async (_name, keeps) => {
      let cards = 0;
      for (const { name, given } of vignettes) {
        const id = name.split(' ')[0]!.toLowerCase();
        const { expected, fetched } = await withinOneDay(async (now) => {
          const whole = there(viewRequest(patientOf(given, knowledge, now), knowledge) as Body, id);
          // Lists the vignettes never fill are sent as empty, so that all is said to be there.
          const all = { ...whole.prefetch, medicationStatements: null, medicationAdministrations: null };
          const kept = Object.fromEntries(Object.entries(all).filter(([key], place) => keeps(key, place)));
          return {
            expected: await ask(VIEW, { ...whole, prefetch: all }, id),
            fetched: await ask(VIEW, { ...whole, prefetch: kept, ...access(demo) }, id),
          };
        });
        expect([id, fetched]).toEqual([id, expected]);
        cards += (expected as unknown[]).length;
      }
      expect(cards).toBeGreaterThan(vignettes.length / 2);
    },
  );

  test(`${vignettes.length} vignettes on the result hook`, async () => {
    for (const { name, given } of vignettes) {
      const id = name.split(' ')[0]!.toLowerCase();
      const { expected, fetched } = await withinOneDay(async (now) => {
        const whole = there(reviewRequest(patientOf(given, knowledge, now), knowledge) as Body, id);
        const all = { ...whole.prefetch, medicationStatements: null, medicationAdministrations: null };
        return {
          expected: await ask(REVIEW, { ...whole, prefetch: all }, id),
          fetched: await ask(REVIEW, { ...whole, prefetch: {}, ...access(demo) }, id),
        };
      });
      expect([id, withoutReasons(fetched)]).toEqual([id, withoutReasons(expected)]);
    }
  });
});

/** The same result is under another id in context and on the server, and either may be the reason. */
function withoutReasons(cards: unknown): unknown {
  return JSON.parse(JSON.stringify(cards).replaceAll(/,"reasonReference":\[[^\]]*\]/gu, ''));
}
