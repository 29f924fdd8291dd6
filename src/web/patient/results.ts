import type { Explanation } from '../../core/model/explanation.js';
import { numberText, titled, unitText } from '../parts/text.js';
import { shownAmount } from './amount.js';
import type { Names } from './names.js';

type Reading = Explanation['readings'][number];

/** A number as times its limit. */
export interface Multiple {
  readonly times: number;
  readonly text: string;
  readonly date: string;
  readonly limit: string;
}

/** A result that can be held against its limit, and those before it. */
export interface Measured extends Multiple {
  readonly lab: string;
  readonly name: string;
  readonly raised: Reading['raised'];
  readonly low: boolean;
  /** Which side it is open to, when it is known only as a bound. */
  readonly open?: 'below' | 'above';
  /** Newest first. */
  readonly earlier: readonly Multiple[];
}

/** A result that has no place on the axis: what was found, or a number without a limit. */
export interface Told {
  readonly lab: string;
  readonly name: string;
  readonly text: string;
  readonly date: string;
}

/** The results by whether they have a place on one axis; those that start a rule first, then the highest. What could not be read is in neither. */
export function resultsOf(
  { readings }: Explanation,
  names: Names,
): { readonly measured: readonly Measured[]; readonly told: readonly Told[] } {
  const read = readings.filter(({ why }) => why === undefined);
  const measured = read.flatMap((reading) => measure(reading, names) ?? []);
  const shown = new Set(measured.map(({ lab }) => lab));
  return {
    measured: measured.toSorted(
      (one, other) =>
        placeOf(one.lab, names.triggers) - placeOf(other.lab, names.triggers) || other.times - one.times,
    ),
    told: read
      .filter(({ lab }) => !shown.has(lab))
      .map((reading) => ({
        lab: reading.lab,
        name: titled(names.lab(reading.lab)),
        text: textOf(reading),
        date: reading.date ?? '',
      })),
  };
}

/** Those that are not listed come after all that are. */
function placeOf(lab: string, listed: readonly string[]): number {
  const place = listed.indexOf(lab);
  return place < 0 ? listed.length : place;
}

function measure(reading: Reading, names: Names): Measured | undefined {
  const { lab, value, unit, comparator = '', limit, raised, low, date = '', earlier = [] } = reading;
  const high = limit?.value;
  if (value === undefined || high === undefined || high <= 0) return undefined;
  return {
    lab,
    name: titled(names.lab(lab)),
    times: value / high,
    text: shownAmount(value, unit, comparator),
    date,
    limit: numberText(high),
    raised,
    low: low === true,
    ...(comparator !== '' && { open: comparator.startsWith('<') ? ('below' as const) : ('above' as const) }),
    earlier: earlier.flatMap((one) => {
      const own = one.limit ?? high;
      if (one.value === undefined || own <= 0) return [];
      const text = shownAmount(one.value, unit);
      return [{ times: one.value / own, text, date: one.date ?? '', limit: numberText(own) }];
    }),
  };
}

/** As the laboratory sent it: there is no limit here to hold it against in another unit. */
function textOf({ result, received }: Reading): string {
  return result ?? (received === '' ? 'on record' : unitText(received));
}
