import { axisX, dot, plot, rect, text } from '@observablehq/plot';
import { useCallback } from 'preact/hooks';
import type { Explanation } from '../../core/model/explanation.js';
import { EvidenceLink } from '../parts/mark.js';
import { inputsText, isBounded, isOfInterest, type Score } from '../parts/score.js';
import { amountText, numberText } from '../parts/text.js';
import { arithmetic } from './arithmetic.js';
import type { Names } from './names.js';
import { Plotted } from './plotted.js';

/** Each score of which the rules have something to say, as a scale, with its arithmetic. */
export function ScoreSection({
  explanation,
  names,
}: {
  readonly explanation: Explanation;
  readonly names: Names;
}) {
  // One without categories is on the way to another: of interest only once it is worked out.
  const scores = explanation.scores.filter(
    (score) => isOfInterest(score) && (score.value !== undefined || names.hasCategories(score.fact)),
  );
  if (scores.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="scores-title">
      <h2 id="scores-title">Worked out</h2>
      {scores.map((score) => (
        <ScoreView key={score.fact} score={score} explanation={explanation} names={names} />
      ))}
    </section>
  );
}

function ScoreView({
  score,
  explanation,
  names,
}: {
  readonly score: Score;
  readonly explanation: Explanation;
  readonly names: Names;
}) {
  const { fact, name, unit, value, category, reason, bands, warns } = score;
  const draw = useCallback((width: number) => drawing(score, width), [score]);
  const [words, numbers] = formulas(score, explanation, names);
  return (
    <div class="score">
      <h3>
        <EvidenceLink to={`evidence#fact-${fact}`}>{name}</EvidenceLink>{' '}
        <span class="came">
          {value === undefined ? <span class="muted">not worked out</span> : amountText(rounded(value), unit)}{' '}
          {category !== undefined && <span class={warns ? 'mark alert' : 'mark'}>{category}</span>}
        </span>
      </h3>
      {reason !== undefined && <p>Not interpreted: {reason}.</p>}
      {value !== undefined && bands.length > 1 && <Plotted draw={draw} onPaper={580} />}
      {bands.length > 1 && (
        <p class="hidden">
          {bands.map((band) => `From ${numberText(band.from)}: ${band.category}.`).join(' ')}
        </p>
      )}
      {numbers !== undefined && value !== undefined ? (
        <p class="arithmetic">
          {words !== undefined && !isSaid(words, name) && `${words} = `}
          <b>{numbers}</b> = {numberText(rounded(value))}
        </p>
      ) : (
        <p class="muted">{inputsText(score)}</p>
      )}
      {isBounded(score) && <p class="muted">A number known only as a bound went in as it stands.</p>}
    </div>
  );
}

/** The name of a score may be its formula. */
function isSaid(words: string, name: string): boolean {
  return name.replaceAll(/\s/gu, '').includes(words.replaceAll(/\s/gu, ''));
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** The arithmetic in words and in numbers. */
function formulas(
  { fact }: Score,
  { facts }: Explanation,
  names: Names,
): readonly [words?: string | undefined, numbers?: string | undefined] {
  const tree = names.formula(fact);
  const saw = facts[names.factName(fact)]?.saw ?? {};
  if (!tree) return [];
  return [arithmetic(tree, names.variable), arithmetic(tree, (name) => numberIn(saw[name]))];
}

/** `74 U/L` → `74` */
function numberIn(seen: unknown): string | undefined {
  if (typeof seen === 'number') return numberText(seen);
  return typeof seen === 'string'
    ? /^[<>]?=?\s*(?<number>-?[\d.]+)/u.exec(seen)?.groups?.['number']
    : undefined;
}

function drawing({ value = 0, bands, warns }: Score, width: number): Element {
  const edges = bands.map(({ from }) => from);
  const end = Math.max(value * 1.1, (edges.at(-1) ?? 1) * 1.5);
  const drawn = bands.map((band, place) => ({ ...band, place, to: edges[place + 1] ?? end }));
  return plot({
    className: 'plot',
    width,
    height: 62,
    marginLeft: 8,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 22,
    x: { domain: [0, end] },
    marks: [
      rect(drawn, {
        x1: 'from',
        x2: 'to',
        fill: ({ place }: (typeof drawn)[number]) => FILLS[Math.min(place, FILLS.length - 1)] ?? null,
        insetLeft: 1,
        insetTop: 14,
      }),
      text(drawn, {
        x: ({ from, to }: (typeof drawn)[number]) => (from + to) / 2,
        text: 'category',
        frameAnchor: 'top',
        fill: 'var(--soft)',
        dy: 0,
      }),
      axisX(edges.slice(1), { tickSize: 3, label: null, tickFormat: (one: number) => numberText(one) }),
      dot([value], {
        x: (one: number) => one,
        frameAnchor: 'middle',
        dy: 7,
        r: 6,
        fill: warns ? 'var(--alert)' : 'var(--link)',
      }),
    ],
  });
}

const FILLS = ['var(--good-bg)', 'var(--open-bg)', 'var(--alert-bg)'];
