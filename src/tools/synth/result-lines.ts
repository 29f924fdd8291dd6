import type { SyntheticFile, SynthLaboratory, SynthOdd } from '../../core/model/files.generated.js';
import { oneOf, type Random } from '../random.js';
import { type Flag, flagOf, type Hand, handOf } from './laboratory.js';
import type { Line, Shapes } from './line.js';
import type { Drawn } from './drawn.js';
import type { Life } from './lives.js';
import { oddities, oddLines } from './odd.js';
import { patched, templateOf, type Words } from './template.js';
import type { Range } from './tests.js';
import { type Times, timesOf } from './times.js';

const HOUR = 3_600_000;
/** Hours from a sample to its result. */
const SLOWEST = 20;

interface Laboratory {
  readonly place: number;
  readonly laboratory: SynthLaboratory;
  readonly hands: Map<string, Hand>;
}

/** How the results of a person become lines: all by one laboratory, some in an odd shape where shapes are mixed. */
export function resultLines(data: SyntheticFile, shapes: Shapes): (life: Life) => Generator<Line> {
  const laboratories = data.laboratories.each.map((laboratory, place): Laboratory => ({
    place,
    laboratory,
    hands: new Map(),
  }));
  const odd = oddities(data);
  return function* (life) {
    const { random } = life;
    const written = shapes === 'mixed' ? drawn(laboratories, random) : laboratories[0];
    if (!written) return;
    const isRanged = random() < (written.laboratory.ranges ?? 0);
    const rangeOf = ranges(written.place, life);
    const start = `o-${life.place + 1}-`;
    // One for all lines of a person, changed from line to line: a million lines would otherwise leave a million behind.
    const words: Filled = { ...timesOf(0, 0), ...NOTHING_YET, patient: life.id };
    let count = 0;
    let at = -Infinity;
    for (const result of life.results) {
      const { test, value } = result;
      if (result.at !== at) {
        at = result.at;
        Object.assign(words, timesOf(at, at + (1 + random() * SLOWEST) * HOUR));
      }
      let hand = written.hands.get(test.id);
      if (!hand) written.hands.set(test.id, (hand = handOf(written.laboratory, test)));
      words.id = start + String((count += 1));
      if (typeof value !== 'number') {
        yield { type: 'Observation', json: outcomeLine(result, hand, words, shapes, random) };
        continue;
      }
      const range = isRanged ? rangeOf(result) : undefined;
      words.number = words.value = inUnit(value, hand.scale);
      words.low = range && inUnit(range.low, hand.scale);
      words.high = range && inUnit(range.high, hand.scale);
      const flag = flagOf(value, range);
      const shape =
        shapes === 'mixed' ? odd(random, 'Observation', test.kind, range !== undefined) : undefined;
      if (!shape) yield { type: 'Observation', json: hand.line(flag)(words) };
      else yield* oddResult(shape, hand, flag, words);
    }
  };
}

/** What is filled into the lines of results. */
interface Filled extends Times {
  readonly [word: string]: string | number | undefined;
  id: string;
  number: number;
  value: number;
  low: number | undefined;
  high: number | undefined;
}

const NOTHING_YET = { id: '', number: 0, value: 0, low: undefined, high: undefined };

function oddResult(shape: SynthOdd, hand: Hand, flag: Flag, words: Filled): Line[] {
  const moved = (times: number): Words => {
    const number = Number((words.number * times).toPrecision(4));
    return times === 1 ? words : { ...words, number, value: number };
  };
  const lines = oddLines(shape, hand.resource(flag), hand.fixed, moved);
  return lines.map((json) => ({ type: 'Observation', json, shape: shape.id }));
}

/** A laboratory, by the share of people whose results it writes. */
function drawn(laboratories: readonly Laboratory[], random: Random): Laboratory | undefined {
  let left = random();
  return laboratories.find(({ laboratory }) => (left -= laboratory.share) < 0) ?? laboratories.at(-1);
}

/** The range a laboratory prints for a person: where many are in use, each laboratory has one of them. */
function ranges(place: number, { adult }: Life): (result: Drawn) => Range | undefined {
  const known = new Map<string, Range | undefined>();
  return ({ test }) => {
    if (!known.has(test.id)) {
      const fitting = test.rangesFor(adult);
      known.set(test.id, fitting[place % fitting.length]);
    }
    return known.get(test.id);
  };
}

/** As many digits as count; what is not moved to another unit stays as it was drawn. */
function inUnit(value: number, scale: number): number {
  return scale === 1 && Number.isInteger(value * 10) ? value : Number((value * scale).toPrecision(4));
}

/** A test that says yes or no, by a code of the lab or by one of its words. */
function outcomeLine(
  { test, value }: Drawn,
  hand: Hand,
  words: Words,
  shapes: Shapes,
  random: Random,
): string {
  const said = value === 'positive' || value === 'negative' ? test.lab?.[value] : undefined;
  const [code] = said?.codes ?? [];
  const isText = code === undefined || (shapes === 'mixed' && random() < 0.5);
  const patch = isText
    ? { valueQuantity: null, valueString: oneOf(random, said?.texts ?? []) ?? 'done' }
    : { valueQuantity: null, valueCodeableConcept: { coding: [{ system: code.system, code: code.code }] } };
  return templateOf(patched(hand.resource('none'), patch) as object, hand.fixed)(words);
}
