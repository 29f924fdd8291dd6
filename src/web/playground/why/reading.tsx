import type { Catalogue, Explanation, Lab } from '../api.js';
import type { PlotInput } from './plot.js';
import { Line } from './line.js';
import { EvidenceLink } from '../../parts/mark.js';
import { PlotView } from './plot-view.js';
import {
  amountText,
  capitalised,
  defaultLimits,
  labName,
  numberText,
  titled,
  unitText,
} from '../../parts/text.js';
import { basisInWords, problemInWords, unusedInWords } from '../../parts/words.js';

export type ExplainedReading = Explanation['readings'][number];

/** One result: what came, what was made of it, and the limit it was held against. */
export function ReadingView({
  reading,
  remarks,
  catalogue,
}: {
  readonly reading: ExplainedReading;
  /** Kinds of what was noticed about it. */
  readonly remarks: readonly string[];
  readonly catalogue: Catalogue;
}) {
  const { received, value, unit, comparator, date, limit, from, raised, why } = reading;
  const lab = catalogue.labs.find(({ id }) => id === reading.lab);
  const name = titled(labName(reading.lab, catalogue));
  const amount = value === undefined ? '' : amountText(value, unit, comparator);
  const input = plotInput(reading, amount, lab);
  const noted = remarks.filter((kind) => kind !== why);
  return (
    <li class={input ? 'why-reading plotted' : 'why-reading'}>
      <div>
        <h4>
          {name} <ReadingMark reading={reading} lab={lab} />
        </h4>
        <dl>
          {(received !== '' || amount !== '') && (
            <Line term="Received">
              {received === '' ? 'without a value' : received}
              {amount !== '' && amount !== unitText(received) && (
                <>
                  {' '}
                  <span aria-hidden="true">→</span>
                  <span class="hidden">, read as </span> <b>{amount}</b>
                </>
              )}
            </Line>
          )}
          {limit && (
            <Line term="Limit">
              {limit.value !== undefined && <b>{amountText(limit.value, unit)}: </b>}
              {basisInWords(limit.basis)}
              {limit.decided && ` (${limit.decided.by}, ${limit.decided.date}: ${limit.decided.reason})`}
              <Sources ids={limit.source} />
            </Line>
          )}
          {limit?.unused && (
            <Line term="Ranges not used">{capitalised(limit.unused.map(unusedInWords).join('; '))}.</Line>
          )}
          {why !== undefined && why !== 'no-result' && (
            <Line term="Not used">{capitalised(problemInWords(why))}.</Line>
          )}
          {noted.length > 0 && (
            <Line term="Noted">{noted.map((kind) => `${capitalised(problemInWords(kind))}.`).join(' ')}</Line>
          )}
          {from !== '' && (
            <Line term="Sampled">
              {date ?? 'no date'}, from <code>{from}</code>
            </Line>
          )}
        </dl>
      </div>
      {input && <PlotView name={name} raised={raised} input={input} />}
    </li>
  );
}

function Sources({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <span class="muted">
      {' ('}
      {ids.map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <EvidenceLink to={`evidence#ref-${id}`}>{id}</EvidenceLink>
        </span>
      ))}
      )
    </span>
  );
}

function ReadingMark({
  reading,
  lab,
}: {
  readonly reading: ExplainedReading;
  readonly lab: Lab | undefined;
}) {
  const { why, result, raised, limit, value } = reading;
  if (why === 'no-result') return <span class="mark">no result</span>;
  if (why !== undefined) return <span class="mark unknown">not used</span>;
  if (result !== undefined) return <span class="mark">{result}</span>;
  if (raised === 'yes') return <span class="mark alert">raised</span>;
  if (raised === 'no') return <span class="mark">not raised</span>;
  if (lab?.kind === 'presence') return <span class="mark">on record</span>;
  if (value !== undefined && limit?.basis === 'none') return <span class="mark">number only</span>;
  return <span class="mark unknown">unknown whether raised</span>;
}

/** Nothing to plot where no limit is known at all: a lone dot says less than its number. */
function plotInput(
  { value, comparator, limit, why }: ExplainedReading,
  amount: string,
  lab: Lab | undefined,
): PlotInput | undefined {
  if (value === undefined || why !== undefined) return undefined;
  const used = limit?.value;
  const defaults = lab ? defaultLimits(lab) : [];
  const others = defaults
    .filter((one) => one.value !== used)
    .map((one) => ({
      value: one.value,
      text: `${one.whom}: ${numberText(Number(one.value.toPrecision(4)))}`,
    }));
  if (used === undefined && others.length === 0) return undefined;
  const kind = { default: 'default limit', site: 'limit of this site' }[limit?.basis ?? ''] ?? 'limit';
  return {
    value: { value, text: amount },
    comparator,
    ...(used !== undefined && { limit: { value: used, text: `${kind} ${numberText(used)}` } }),
    others,
    print: numberText,
  };
}
