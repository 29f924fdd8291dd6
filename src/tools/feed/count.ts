import type { Knowledge } from '../../core/model/knowledge.js';
import { codingsOf, isObject } from '../../core/record/codes.js';
import type { One } from './door.js';
import { dateForm, facetReader, statusOf } from './facets.js';
import { labNames, type LabSuggested } from './names.js';
import { type Part, partsOf } from './parts.js';
import { asideText, type Reader, type Taken, takenOf } from './reading.js';
import { createTally, type Place, type Tally } from './tally.js';

/** What is counted; the first cell of `tests` to `flags` is the test. */
const TALLIES = [
  'all',
  'tests',
  'ends',
  'limits',
  'reasons',
  'remarks',
  'codes',
  'units',
  'values',
  'ranges',
  'flags',
  'statuses',
  'dates',
  'subjects',
  'systems',
  'others',
] as const;
export type Tallies = Readonly<Record<(typeof TALLIES)[number], Tally>>;

/** Counts resources as they come. */
export interface Count {
  readonly tallies: Tallies;
  readonly results: () => number;
  readonly take: (one: One, place: Place) => void;
}

export function createCount(knowledge: Knowledge, reader: Reader): Count {
  const tallies = Object.fromEntries(TALLIES.map((name) => [name, createTally()])) as Record<
    keyof Tallies,
    Tally
  >;
  // Not a table but the one number at the top.
  tallies.all = createTally(1, 1_000_000);
  const suggested = labNames(knowledge);
  const facetsOf = facetReader(knowledge);
  const labIds = [...knowledge.labs.keys()].sort((one, other) => other.length - one.length);
  let results = 0;
  return {
    tallies,
    results: () => results,
    take(one, place) {
      const { content, from, subject } = one;
      const type = isObject(content) ? content['resourceType'] : undefined;
      if (type !== 'Observation' && type !== 'DiagnosticReport') {
        tallies.others.add([nameOfType(type)], { place, patient: undefined });
        return;
      }
      const sighting = { place, patient: subject.key };
      const explanation = reader.explain(one);
      const parts = partsOf(content);
      for (const part of parts) {
        results++;
        tallies.all.add([], sighting);
        const taken = takenOf(part, from, explanation, reader.labsIn({ code: part.node['code'] }));
        const test = testOf(taken, part, suggested);
        const facets = facetsOf(part, knowledge.labs.get(taken.labs[0] ?? test.replace('?', '')));
        for (const cells of facets.codes) tallies.codes.add([test, ...cells], sighting);
        for (const [system = ''] of facets.codes) tallies.systems.add([system], sighting);
        tallies.statuses.add([statusOf(part)], sighting);
        tallies.dates.add(dateForm(part), sighting);
        tallies.subjects.add([subject.form], sighting);
        if (test === '') continue;
        tallies.tests.add([test], sighting);
        tallies.ends.add([test, taken.end], sighting);
        if (taken.judged) tallies.limits.add([test, taken.judged.basis, taken.judged.raised], sighting);
        if (taken.why !== undefined) tallies.reasons.add([test, taken.why], sighting);
        for (const name of ['units', 'values', 'ranges', 'flags'] as const)
          for (const cells of facets[name]) tallies[name].add([test, ...cells], sighting);
      }
      // An element that was left out of a result that was read.
      const places = new Set([from, ...parts.map(({ at }) => from + at)]);
      for (const aside of explanation.setAside)
        if (!places.has(aside.from)) tallies.remarks.add(['', asideText(aside)], sighting);
      const unread = new Set<string | undefined>(explanation.readings.map(({ why }) => why));
      for (const id of explanation.dataQuality) {
        const [test, kind] = remarkOf(id, labIds);
        if (!unread.has(kind)) tallies.remarks.add([test, kind], sighting);
      }
    },
  };
}

function nameOfType(type: unknown): string {
  return typeof type === 'string' && /^[A-Z][A-Za-z]{1,39}$/u.test(type) ? type : '(no type)';
}

/** The test a result is of; `ferritin look-alike` for one whose code is on the list of those that are easily taken for it. */
function testOf({ labs, why }: Taken, part: Part, suggested: LabSuggested): string {
  if (labs.length > 0) return labs.join(' and ');
  const name = suggestion(part, suggested);
  return why === 'look-alike' ? `${name.slice(0, -1)} look-alike`.trim() : name;
}

/** `ferritin?` for a result whose code is not ours and whose name speaks of ferritin. */
function suggestion({ node: { code } }: Part, suggested: LabSuggested): string {
  const names = [...codingsOf(code).map(({ display }) => display), isObject(code) ? code['text'] : undefined];
  for (const name of names) {
    const lab = typeof name === 'string' ? suggested(name) : undefined;
    if (lab !== undefined) return `${lab}?`;
  }
  return '';
}

/** `ferritin-unit-unsupported:furlong` is of ferritin, and `unit-unsupported`; what follows the colon came with the result. */
function remarkOf(id: string, labIds: readonly string[]): readonly [test: string, kind: string] {
  const [plain = ''] = id.split(':');
  const lab = labIds.find((one) => plain.startsWith(`${one}-`));
  return lab === undefined ? ['', plain] : [lab, plain.slice(lab.length + 1)];
}
