import type { Explanation } from '../api.js';
import { Markdown } from '../../parts/markdown.js';
import { Line } from './line.js';
import { EvidenceLink } from '../../parts/mark.js';
import { inputsText, isBegun, isBounded, isOfInterest, type Score } from '../../parts/score.js';
import { amountText } from '../../parts/text.js';

/** The numbers that were worked out, those of which the rules have something to say first. */
export function Scores({ explanation }: { readonly explanation: Explanation }) {
  const scores = explanation.scores.filter(isBegun);
  const first = scores.filter(isOfInterest);
  const others = scores.filter((score) => !isOfInterest(score));
  const list = (shown: readonly Score[]) => (
    <ul class="why-readings">
      {shown.map((score) => (
        <ScoreView key={score.fact} score={score} />
      ))}
    </ul>
  );
  if (scores.length === 0) return null;
  return (
    <section class="panel">
      <h3>Worked out</h3>
      {first.length > 0 && list(first)}
      {others.length > 0 && (
        <details open={first.length === 0}>
          <summary>
            {first.length > 0 ? 'Other numbers' : 'Numbers'} ({others.length})
          </summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}

function ScoreView({ score }: { readonly score: Score }) {
  const { fact, name, unit, value, category, reason, told, warns } = score;
  return (
    <li class="why-reading">
      <h4>
        {name} {category !== undefined && <span class={warns ? 'mark alert' : 'mark'}>{category}</span>}
      </h4>
      <dl>
        <Line term="Value">
          {value === undefined ? 'not worked out' : <b>{amountText(value, unit)}</b>}
          {isBounded(score) && '; a number known only as a bound went in as it stands'} (
          <EvidenceLink to={`evidence#fact-${fact}`}>how it is judged, and its sources</EvidenceLink>)
        </Line>
        {told.map((text) => (
          <Line key={text} term="On a card">
            <Markdown text={text} />
          </Line>
        ))}
        {told.length === 0 && reason !== undefined && <Line term="Reason">{reason}</Line>}
        <Line term="From">{inputsText(score)}</Line>
      </dl>
    </li>
  );
}
