import { describe, expect, test } from '@jest/globals';
import type { Lab } from '../../src/core/model/knowledge.js';
import { dayBefore } from '../support/case.js';
import { NOW, TODAY } from '../support/clock.js';
import {
  adviceOn,
  type Asked,
  endingOf,
  lab,
  man,
  resultOf,
  topicsOf,
  TRIGGERS,
  type TriggerId,
  viewOf,
  VIEW,
} from '../support/ask.js';
import { knowledge } from '../support/shipped.js';
import { labsInFor } from '../support/serve.js';

/** Both sides of every edge, generated from the knowledge: change a limit in `labs/` and these follow. */

type Json = Readonly<Record<string, unknown>>;

/** Far more than the rounding of a conversion, far less than any assay can tell apart. */
const STEP = 1e-9;

interface Spelling {
  readonly unit: string;
  readonly factor: number;
}

/** Every spelling of every unit, with what the lists leave to the table of spellings: µ in each of its codes, litres, capitals. */
function spellingsOf({ units }: Lab): Spelling[] {
  return units.flatMap(({ as, factor }) =>
    as
      .flatMap((unit) =>
        unit.startsWith('u')
          ? ['u', '\u00B5', '\u03BC', '\\Z03BC\\', 'mc'].map((mu) => unit.replace('u', mu))
          : [unit],
      )
      .flatMap((unit) =>
        unit.includes('\\') ? [unit] : [unit, unit.replace(/L$/u, 'l'), unit.toUpperCase()],
      )
      .map((unit) => ({ unit, factor })),
  );
}

const cases = TRIGGERS.flatMap((id) =>
  spellingsOf(lab(id)).map((spelling) => ({ id, ...spelling, name: `${id} in ${spelling.unit}` })),
);

function asked(results: readonly unknown[], patient: Json = man, client?: string): Asked {
  const advice = adviceOn(viewOf(results, { patient }), VIEW, client);
  return { cards: advice.cards, explanation: advice.explain() };
}

function result(id: TriggerId, value: number, unit: string, patch: Json = {}): Json {
  return resultOf(id, value, { valueQuantity: { value, unit }, ...patch });
}

/** How a result just below, at and just above an edge (in the lab's own unit) ends, sent in another unit. */
function around(edge: number, end: (value: number) => unknown, factor: number): unknown[] {
  const at = edge / factor;
  return [at * (1 - STEP), at, at * (1 + STEP)].map(end);
}

const EDGE = ['not raised', 'not raised', 'raised'];

interface Group {
  readonly patient: Json;
  readonly name: string;
  readonly limit: number;
}

/** People on both sides of every age in the limits, of each sex, each with the first limit that fits. */
function groupsOf({ limits }: Lab): Group[] {
  const edges = limits.flatMap(({ ageFrom, ageTo }) => [ageFrom, ageTo && ageTo + 1]);
  const ages = edges.flatMap((age) => (age === undefined ? [] : [age - 1, age])).filter((age) => age >= 18);
  return [...new Set([18, 90, ...ages])].flatMap((age) =>
    ['male', 'female', 'other', undefined].map((gender) => {
      const limit = limits.find(
        ({ sex, ageFrom = 0, ageTo = Infinity }) =>
          (sex === undefined || sex === gender) && age >= ageFrom && age <= ageTo,
      );
      return {
        patient: { ...man, gender, birthDate: `${2026 - age}${TODAY.slice(4)}` },
        name: `${gender ?? 'sex unknown'}, ${age}`,
        limit: limit?.high ?? NaN,
      };
    }),
  );
}

describe('strictly above the default limit of the group is raised, in every unit', () => {
  test.each(cases)('$name', ({ id, unit, factor }) => {
    for (const { patient, name, limit } of groupsOf(lab(id))) {
      const ends = around(limit, (value) => endingOf(id, asked([result(id, value, unit)], patient)), factor);
      expect([name, ...ends]).toEqual([name, ...EDGE]);
    }
  });

  test('the groups are the ones a reader of the table expects', () => {
    const limitOf = (id: TriggerId, name: string) => groupsOf(lab(id)).find((it) => it.name === name)?.limit;
    expect(limitOf('ferritin', 'female, 50')).toBe(200);
    expect(limitOf('ferritin', 'female, 51')).toBe(300);
    expect(limitOf('ferritin', 'male, 18')).toBe(300);
    expect(limitOf('ferritin', 'sex unknown, 50')).toBe(300);
    expect(limitOf('b12', 'female, 18')).toBe(950);
  });

  test('the last day of being 50 has the limit of 50', () => {
    const woman = { ...man, gender: 'female' };
    const at250 = (birthDate: string) =>
      endingOf('ferritin', asked([result('ferritin', 250, 'ng/mL')], { ...woman, birthDate }));
    expect(at250('1975-11-23')).toBe('raised');
    expect(at250('1975-11-22')).toBe('not raised');
  });

  test('what the binary rounding of a conversion adds does not raise', () => {
    for (const { id, unit, factor } of cases) {
      const limit = lab(id).limits.at(-1)?.high ?? NaN;
      const ulp = (limit / factor) * (1 + Number.EPSILON * 2);
      expect([unit, endingOf(id, asked([result(id, ulp, unit)]))]).toEqual([unit, 'not raised']);
    }
  });
});

describe('strictly above the laboratory’s own limit is raised, in every unit', () => {
  test.each(cases)('$name', ({ id, unit, factor }) => {
    const bounds = lab(id).plausibleLimit;
    if (!bounds) throw new Error(`${id} has no plausible limits`);
    // The bounds themselves are believed, and so is what lies between them.
    for (const high of [bounds.low, Math.round((bounds.low + bounds.high) / 2), bounds.high]) {
      const range = (own?: string) => ({
        referenceRange: [{ high: { value: high / factor, ...(own !== undefined && { unit: own }) } }],
      });
      for (const own of [unit, undefined]) {
        const end = (value: number) => endingOf(id, asked([result(id, value, unit, range(own))]));
        expect([high, ...around(high, end, factor)]).toEqual([high, 'not raised', 'not raised', 'raised']);
      }
    }
  });

  test.each(cases)('outside the plausible bounds it is not believed: $name', ({ id, unit, factor }) => {
    const { low = NaN, high = NaN } = lab(id).plausibleLimit ?? {};
    const limit = lab(id).limits.at(-1)?.high ?? NaN;
    for (const absurd of [low * (1 - STEP), high * (1 + STEP), 0]) {
      const referenceRange = [{ high: { value: absurd / factor, unit } }];
      const end = (value: number) => endingOf(id, asked([result(id, value, unit, { referenceRange })]));
      // By the lowest of them it would be raised: the answer depends on it.
      const not = absurd > 0 && absurd < limit ? `said: ${id}-range-not-used` : 'not raised';
      expect(around(limit, end, factor)).toEqual([not, not, `raised; said: ${id}-limit-implausible`]);
    }
  });
});

/** The conditions of a main card that look at the number of one trigger alone. */
function tiersOf(id: TriggerId) {
  return [`main-${id}`, 'main-combined'].flatMap((ruleId) =>
    (knowledge.rules.get(ruleId)?.warning ?? [])
      .filter(
        ({ expression: { uses } }) =>
          uses.every((name) => name === id || name === 'persistent') && uses.includes(id),
      )
      .map(({ expression: { source, numbers } }) => ({
        rule: ruleId,
        edge: numbers[0]?.value ?? NaN,
        inclusive: source.includes('>='),
      })),
  );
}

const EARLIER = { id: 'before', effectiveDateTime: dayBefore(NOW, 60) };

describe('from the tier on the card is a warning, in every unit', () => {
  test('the tiers are 1000 ng/mL, inclusive, and 1000 pmol/L, exclusive', () => {
    expect(tiersOf('ferritin')).toEqual([
      { rule: 'main-ferritin', edge: 1000, inclusive: true },
      { rule: 'main-combined', edge: 1000, inclusive: true },
    ]);
    expect(tiersOf('b12')).toEqual([
      { rule: 'main-b12', edge: 1355.37, inclusive: false },
      { rule: 'main-combined', edge: 1355.37, inclusive: false },
    ]);
    const molar = lab('b12').units.find(({ as }) => as.includes('pmol/L'));
    expect(1000 * (molar?.factor ?? NaN)).toBeCloseTo(1355.37, 9);
  });

  test.each(cases)('$name', ({ id, unit, factor }) => {
    for (const { rule, edge, inclusive } of tiersOf(id)) {
      const other: TriggerId = id === 'ferritin' ? 'b12' : 'ferritin';
      const raisedToo = rule === 'main-combined' ? [resultOf(other, { ferritin: 310, b12: 960 }[other])] : [];
      const topic = knowledge.rules.get(rule)?.topic ?? '';
      // Vitamin B12 warns where it persists.
      const before = { b12: [result('b12', edge, lab('b12').unit ?? '', EARLIER)], ferritin: [] }[id];
      const end = (value: number) =>
        topicsOf(asked([result(id, value, unit), ...before, ...raisedToo]).cards)[topic];
      expect([rule, ...around(edge, end, factor)]).toEqual([
        rule,
        'info',
        inclusive ? 'warning' : 'info',
        'warning',
      ]);
    }
  });

  test('B12 of 1001 pmol/L is a warning when it persists, of 1000 it is not', () => {
    const before = result('b12', 1200, 'pmol/L', EARLIER);
    const indicator = (value: number) => topicsOf(asked([result('b12', value, 'pmol/L'), before]).cards);
    expect(indicator(1000)).toEqual({ raisedB12: 'info' });
    expect(indicator(1001)).toEqual({ raisedB12: 'warning' });
    expect(topicsOf(asked([result('b12', 1001, 'pmol/L')]).cards)).toEqual({ raisedB12: 'info' });
  });
});

const HIGH = { ferritin: 620, b12: 1180 } as const;
const withCode = (id: TriggerId, ...coding: Json[]) => resultOf(id, HIGH[id], { code: { coding } });
const other = { system: 'urn:example:nowhere', code: 'x' };

describe('every accepted code is read, alone and among others', () => {
  test.each(TRIGGERS.flatMap((id) => lab(id).codes.map(({ system, code }) => ({ id, system, code }))))(
    '$id $system|$code',
    ({ id, system, code }) => {
      expect(endingOf(id, asked([withCode(id, { system, code })]))).toBe('raised');
      expect(endingOf(id, asked([withCode(id, other, { system, code })]))).toBe('raised');
      expect(endingOf(id, asked([withCode(id, { system: 'urn:example:nowhere', code })]))).toBe(
        'silent: no-result',
      );
    },
  );

  test('a code with mass or moles in its name still needs its unit', () => {
    for (const [id, code] of [
      ['ferritin', '35209-6'],
      ['b12', '35201-3'],
    ] as const) {
      const bare = {
        ...withCode(id, { system: 'http://loinc.org', code }),
        valueQuantity: { value: HIGH[id] },
      };
      expect(endingOf(id, asked([bare]))).toBe(`said: ${id}-unit-missing`);
    }
  });

  test('no code is claimed by two labs', () => {
    const client = knowledge.clients.get('public-sandbox');
    if (!client) throw new Error('no client');
    for (const { id, codes } of knowledge.labs.values())
      for (const { system, code } of codes)
        expect([code, labsInFor(knowledge, client)({ code: { coding: [{ system, code }] } })]).toEqual([
          code,
          [id],
        ]);
  });
});

describe('a look-alike is never read; beside an accepted code it changes nothing and is named', () => {
  test.each(
    TRIGGERS.flatMap((id) =>
      lab(id).rejects.map(({ system, code, display }) => ({ id, system, code, display })),
    ),
  )('$id: $code $display', ({ id, system, code }) => {
    const { cards, explanation } = asked([withCode(id, { system, code })]);
    expect(cards).toEqual([]);
    expect(explanation.setAside).toEqual([expect.objectContaining({ why: 'look-alike' })]);

    const [accepted] = lab(id).codes;
    for (const coding of [
      [{ system, code }, accepted],
      [accepted, { system, code }],
    ]) {
      const beside = asked([
        withCode(id, ...coding.map((one) => ({ system: one?.system, code: one?.code }))),
      ]);
      expect(endingOf(id, beside)).toBe('raised');
      expect(beside.explanation.setAside).toEqual([]);
      expect(beside.explanation.readings.find((one) => one.lab === id)?.codesPassedOver).toEqual([
        `${system}|${code}`,
      ]);
    }
  });
});

describe('a name is read when there is no coding, and only then', () => {
  test.each(TRIGGERS.flatMap((id) => lab(id).names.map((text) => ({ id, text }))))(
    '$id: $text',
    ({ id, text }) => {
      const named = (code: Json) => endingOf(id, asked([resultOf(id, HIGH[id], { code })]));
      for (const written of [text, text.toUpperCase(), `  ${text}\t`])
        expect(named({ text: written })).toBe('raised');
      expect(named({ text, coding: [] })).toBe('raised');
      for (const wrong of [`${text} goal`, `anti-${text}`, `${text}x`])
        expect(named({ text: wrong })).toBe('silent: no-result');
      expect(named({ text, coding: [other] })).toBe('silent: no-result');
      expect(named({ text, coding: [{ display: text }] })).toBe('silent: no-result');
    },
  );
});

describe('each client’s file widens what is read for this client', () => {
  const clients = [...knowledge.clients.values()];
  const local = clients.flatMap((client) =>
    client.localCodes.map(({ system, code, lab: id }) => ({ client: client.id, system, code, id })),
  );
  test.each(local)('$client reads $system|$code as $id', ({ client, system, code, id }) => {
    const observation = resultOf(id, 9000, { code: { coding: [{ system, code }] } });
    const readIn = (clientId: string) =>
      asked([observation, resultOf('ferritin', 620, { id: 'f' })], man, clientId).explanation.readings.find(
        (it) => it.lab === id && it.value === 9000,
      );
    expect(readIn(client)).toBeDefined();
    for (const { id: foreign, localCodes } of clients)
      if (!localCodes.some((one) => one.code === code)) expect(readIn(foreign)).toBeUndefined();
  });

  test.each(clients.map(({ id, acceptStatuses }) => [id, acceptStatuses] as const))(
    'statuses of %s',
    (client, accepted) => {
      for (const status of ['unknown', 'missing'] as const) {
        const observation = resultOf('ferritin', 620, { status: status === 'missing' ? undefined : status });
        const ending = accepted.includes(status) ? 'raised' : 'said: ferritin-status-unknown';
        expect([status, endingOf('ferritin', asked([observation], man, client))]).toEqual([status, ending]);
      }
    },
  );
});
