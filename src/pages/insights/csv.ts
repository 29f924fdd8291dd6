import type { Measures } from '../../core/model/measures.js';

type Cell = string | number | undefined;

const HEAD = ['section', 'client', 'rule', 'id', 'from', 'to', 'measure', 'value'] as const;

/** The numbers of the page, each on a line that says what it is of, for a spreadsheet to turn as it likes (RFC 4180). */
export function insightsCsv(measures: Measures): string {
  return `${[HEAD, ...rowsOf(measures)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function* rowsOf(measures: Measures): Generator<readonly Cell[]> {
  const { period, client } = measures;
  const row = (
    section: string,
    at: Partial<Record<(typeof HEAD)[number], Cell>>,
    measure: string,
    value: Cell,
  ): Cell[] => {
    const all = { section, client, from: period.from, to: period.to, ...at, measure, value };
    return HEAD.map((name) => (all as Readonly<Record<string, Cell>>)[name]);
  };
  yield row('all', {}, 'openings', measures.openings);
  if (measures.patients !== undefined) yield row('all', {}, 'patients', measures.patients);
  yield* counted(measures.counts).map(([name, count]) => row('all', {}, name, count));
  for (const { rule, counts, patients, override, burden, reasons, quietBy, indicators } of measures.rules) {
    yield* counted(counts).map(([name, count]) => row('rule', { rule }, name, count));
    yield* counted(patients).map(([name, count]) => row('rule', { rule }, `patients ${name}`, count));
    yield* counted(indicators).map(([name, count]) => row('rule', { rule }, `shown as ${name}`, count));
    yield row('rule', { rule }, 'overridden for 1000 openings', burden);
    for (const [name, value] of counted(override)) yield row('rule', { rule }, `override ${name}`, value);
    yield* reasons.map(({ id, count }) => row('reason', { rule, id }, 'overridden', count));
    yield* quietBy.map(({ id, count }) => row('quiet', { rule, id }, 'quiet', count));
  }
  for (const [section, parts] of Object.entries({
    client: measures.clients,
    service: measures.services,
    version: measures.versions,
  }))
    for (const { id, openings, counts } of parts) {
      yield row(section, { id }, 'openings', openings);
      yield* counted(counts).map(([name, count]) => row(section, { id }, name, count));
    }
  for (const { from, openings, counts } of measures.trend.points) {
    yield row(`trend by ${measures.trend.by}`, { from, to: undefined }, 'openings', openings);
    yield* counted(counts).map(([name, count]) =>
      row(`trend by ${measures.trend.by}`, { from, to: undefined }, name, count),
    );
  }
  for (const { order, offered, accepted } of measures.orders) {
    yield row('order', { id: order }, 'offered', offered);
    yield row('order', { id: order }, 'accepted', accepted);
  }
  for (const one of measures.silent) {
    const { client: whose, rule, from, to, ...numbers } = one;
    for (const [name, value] of Object.entries(numbers))
      if (typeof value === 'number') yield row('silent', { client: whose, rule, from, to }, name, value);
  }
  for (const { id, rule, start, end, arms } of measures.experiments)
    for (const { id: arm, cards, patients, rate, against } of arms) {
      const at = { rule, id: `${id} ${arm}`, from: start, to: end };
      const numbers = { cards, patients, ...named('rate', rate), ...named('against the first arm', against) };
      yield* Object.entries(numbers).map(([name, value]) => row('experiment', at, name, value));
    }
  yield* measures.unknownFeedback.map(({ id, count }) =>
    row('unknown feedback', { client: id }, 'answers', count),
  );
}

function counted(counts: object = {}): [string, number][] {
  return Object.entries(counts) as [string, number][];
}

function named(name: string, numbers: object | undefined): Record<string, number> {
  return Object.fromEntries(counted(numbers).map(([key, value]) => [`${name} ${key}`, value]));
}

/** A text that a spreadsheet would take for a formula is told to be one no more. */
function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
