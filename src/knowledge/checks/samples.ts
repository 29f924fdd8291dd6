import { offeredObservation } from '../../core/facts/observation.js';
import { type ListName, LISTS, type Meaning, meaningsOf } from '../../core/facts/names.js';
import type { Fact, Knowledge, Lab } from '../../core/model/knowledge.js';
import type { Reading } from '../../core/readings/reading.js';

/** A made-up patient: every name that is no fact, with a value. */
export type Sample = Readonly<Record<string, unknown>>;

/**
 * Three made-up patients on whom every expression is tried: one with everything raised, positive and listed, one with
 * nothing, one in between. Every lab has the value 1 in its own unit.
 */
export function samplesOf(knowledge: Knowledge): readonly Sample[] {
  return [
    sampleOf(knowledge, { age: 40, sex: 'female', raised: 'yes', listed: true, limit: 0.1 }),
    sampleOf(knowledge, { age: 70, sex: 'male', raised: 'no', listed: false, limit: 2 }),
    sampleOf(knowledge, { age: 70, sex: undefined, raised: 'no', judged: true, listed: false, limit: 2 }),
  ];
}

interface Sketch {
  readonly age: number;
  readonly sex: 'female' | 'male' | undefined;
  readonly raised: 'yes' | 'no';
  readonly judged?: boolean;
  readonly listed: boolean;
  /** Upper limit of every lab. */
  readonly limit: number;
}

function sampleOf(knowledge: Knowledge, sketch: Sketch): Sample {
  return Object.fromEntries(
    [...meaningsOf(knowledge)]
      .filter(([, meaning]) => meaning.kind !== 'fact' || meaning.part === 'missing')
      .map(([name, meaning]) => [name, valueOf(meaning, knowledge, sketch)]),
  );
}

function valueOf(meaning: Meaning<Fact>, knowledge: Knowledge, sketch: Sketch): unknown {
  switch (meaning.kind) {
    case 'age':
      return sketch.age;
    case 'sex':
      return sketch.sex ?? [];
    case 'list':
      return listOf(meaning.list, knowledge, sketch);
    case 'lab':
      return offeredObservation(readingOf(meaning.lab, sketch.raised, sketch.limit)) ?? [];
    case 'previous':
    case 'before':
      return offeredObservation(readingOf(meaning.lab, sketch.raised, sketch.limit)) ?? [];
    case 'fact-at':
    case 'age-of':
    case 'days-since':
    case 'days-of':
      return 1;
    case 'set-aside':
    case 'under-review':
      return sketch.listed;
    case 'fact':
      return sketch.listed ? [...knowledge.labs.keys()] : [];
  }
}

function listOf(
  list: ListName,
  { labs, valueSets }: Knowledge,
  { raised, judged, listed }: Sketch,
): readonly string[] {
  const { holds } = LISTS[list];
  const ids = [...labs.values()]
    .filter(({ kind }) => holds !== 'coded' || kind === holds)
    .map(({ id }) => id);
  const quantities = [...labs.values()].filter(({ kind }) => kind === 'quantity').map(({ id }) => id);
  if (list === 'raised') return raised === 'yes' ? quantities : [];
  if (list === 'judged') return listed || judged ? quantities : [];
  if (!listed) return [];
  if (holds === 'Condition')
    return [...valueSets.values()].filter((set) => set.of === holds).map(({ id }) => id);
  return holds === 'quantity' ? quantities : ids;
}

function readingOf(lab: Lab, raised: 'yes' | 'no', limit: number): Reading {
  const reading: Reading = {
    lab,
    raised,
    remarks: [],
    result: {
      lab,
      observation: { resourceType: 'Observation', id: lab.id, status: 'final', code: {} },
      from: 'sample',
      inContext: false,
      sampled: undefined,
      source: {},
      problem: undefined,
    },
  };
  if (lab.kind === 'quantity')
    return {
      ...reading,
      amount: { stated: 1, low: 1, high: 1 },
      limit: { value: limit, basis: 'lab-range', source: [] },
    };
  if (lab.kind === 'coded') return { ...reading, outcome: raised === 'yes' ? 'positive' : 'negative' };
  return reading;
}
