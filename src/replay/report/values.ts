import type { Knowledge, Lab } from '../../core/model/knowledge.js';
import { whole } from '../../pages/insights/said.js';
import { type Html, markup } from '../../pages/markup.js';
import { distribution, type Range } from '../../pages/plots/distribution.js';
import { type Drawing, drawn } from '../../pages/plots/drawing.js';
import type { Names } from './names.js';
import type { Numbers } from './told.js';

/** Ranges in which values of one kind are counted. */
const MOST_RANGES = 28;
/** Values are counted to two digits: ranges that are narrower would have gaps. */
const NARROWEST = 1.12;

/** How the values of each lab that starts a rule are spread, with the limits that stand in the knowledge. */
export function valuesBody(numbers: Numbers, { labs }: Knowledge, names: Names, drawing: Drawing): Html[] {
  return [...labs.values()]
    .filter(({ role }) => role === 'trigger')
    .flatMap((lab) => {
      const counted = numbers
        .rows('values')
        .filter(({ cells }) => cells[0] === lab.id && Number(cells[2]) > 0)
        .map(({ cells, count }) => ({ value: Number(cells[2]), unit: cells[1] ?? '', count }));
      const [first] = counted;
      return first ? [picture(lab, first.unit, counted, names, drawing)] : [];
    });
}

function picture(
  lab: Lab,
  unit: string,
  counted: readonly { readonly value: number; readonly count: number }[],
  names: Names,
  drawing: Drawing,
): Html {
  const limits = [...new Set(lab.limits.filter((one) => one.unit === unit).map(({ high }) => high))]
    .sort((one, other) => one - other)
    .map((value) => ({ value, label: `limit ${String(value)}` }));
  const all = counted.reduce((sum, { count }) => sum + count, 0);
  const frame = {
    id: `values-${lab.id}`,
    title: `How values of ${names.lab(lab.id)} are spread`,
    description: `${whole(all)} values, from ${String(Math.min(...counted.map(({ value }) => value)))} to ${String(Math.max(...counted.map(({ value }) => value)))} ${unit}`,
  };
  return markup`<figure class="plots"><figcaption>${names.lab(lab.id)}: ${whole(all)} values, and the limits used where a laboratory gives none</figcaption>
${drawn(frame, (of) => distribution(drawing, of, rangesOf(counted), limits, { type: 'log', unit }))}</figure>`;
}

/** Ranges that grow by the same factor. */
export function rangesOf(counted: readonly { readonly value: number; readonly count: number }[]): Range[] {
  const values = counted.map(({ value }) => value);
  const low = Math.min(...values);
  const factor = Math.max(NARROWEST, (Math.max(...values) / low) ** (1 / MOST_RANGES));
  const sums = new Map<number, number>();
  for (const { value, count } of counted) {
    const place = Math.floor(Math.log(value / low) / Math.log(factor) + 1e-9);
    sums.set(place, (sums.get(place) ?? 0) + count);
  }
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([place, count]) => ({ from: low * factor ** place, to: low * factor ** (place + 1), count }));
}
