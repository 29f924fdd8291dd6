import type { CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Coding, Knowledge } from '../../core/model/knowledge.js';
import { histories, type Recorded, recordResource, recordTemplates, wordsOf } from './history.js';
import type { Line, Shapes } from './line.js';
import { type Life, lives, type Wishes } from './lives.js';
import { oddities, oddLines } from './odd.js';
import { resultLines } from './result-lines.js';
import { timesOf } from './times.js';

const HOUR = 3_600_000;
/** Test data, by the label that FHIR has for it. */
const TEST_DATA = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' };

/** Every line of an export, person by person. */
export function* lines(
  data: SyntheticFile,
  cohorts: CohortsFile,
  knowledge: Knowledge,
  wishes: Wishes & { readonly shapes: Shapes },
): Generator<Line> {
  const { shapes, until } = wishes;
  const history = histories(data, knowledge);
  const results = resultLines(data, shapes);
  const record = recordLines(data, shapes);
  for (const life of lives(data, cohorts, knowledge, wishes)) {
    yield* record.patient(life);
    let count = 0;
    const write = (type: Recorded, code: Coding, at: number, status?: string): Line[] =>
      record.entry(life, type, code, { id: `r-${life.place + 1}-${(count += 1)}`, status, at });
    for (const { type, code, at } of history(life, until)) yield* write(type, code, at);
    for (const { at, code, isDone } of life.workUp.orders)
      yield* write('ServiceRequest', code, at, isDone ? 'completed' : 'active');
    for (const { at, code } of life.workUp.reports) yield* write('DiagnosticReport', code, at);
    yield* results(life);
  }
}

interface Stated {
  readonly id: string;
  readonly at: number;
  readonly status: string | undefined;
}

/** How the record beside results is written. */
function recordLines(data: SyntheticFile, shapes: Shapes) {
  const odd = oddities(data);
  const template = recordTemplates();
  const shapeOf = (life: Life, type: string) =>
    shapes === 'mixed' ? odd(life.random, type, 'other', false) : undefined;
  return {
    patient(life: Life): Line[] {
      const { id, adult, birth } = life;
      const resource = {
        resourceType: 'Patient',
        id,
        meta: { security: [TEST_DATA] },
        identifier: [{ system: 'urn:example:mrn', value: id }],
        name: [{ text: `Invented ${life.place + 1}` }],
        gender: adult.sex,
        birthDate: timesOf(birth, birth).day,
      };
      const shape = shapeOf(life, 'Patient');
      if (!shape) return [{ type: 'Patient', json: JSON.stringify(resource) }];
      const odds = oddLines(shape, resource, {}, () => ({}));
      return odds.map((json) => ({ type: 'Patient', json, shape: shape.id }));
    },
    entry(life: Life, type: Recorded, code: Coding, { id, at, status }: Stated): Line[] {
      const words = { id, patient: life.id, status, ...timesOf(at, at + HOUR) };
      const shape = shapeOf(life, type);
      if (!shape) return [{ type, json: template(type, code)(words) }];
      const odds = oddLines(shape, recordResource(type), wordsOf(code), () => words);
      return odds.map((json) => ({ type, json, shape: shape.id }));
    },
  };
}
