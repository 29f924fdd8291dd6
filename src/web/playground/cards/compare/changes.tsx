import { useState } from 'preact/hooks';
import type { Catalogue, Terms } from '../../api.js';
import type { Answers } from '../../trial.js';
import { type Difference, differencesInAnswer, differencesInCase } from './differences.js';

/** What differs between the answer that was pinned and the one of now. */
export function Changes({
  pinned,
  answers,
  catalogue,
  terms,
}: {
  readonly pinned: Answers;
  readonly answers: Answers;
  readonly catalogue: Catalogue;
  readonly terms: Terms | undefined;
}) {
  const inCase = differencesInCase(pinned, answers, catalogue);
  const inAnswer = differencesInAnswer(pinned, answers, terms);
  return (
    <section class="changes" aria-labelledby="changes-heading">
      <h3 id="changes-heading">What changed</h3>
      {inCase.length + inAnswer.length === 0 && (
        <p class="muted">Nothing yet. Change something in the chart: both answers stay here, side by side.</p>
      )}
      {inCase.length > 0 && <Table caption="In the case" differences={inCase} />}
      {inCase.length > 0 && inAnswer.length === 0 && <p>The answer is the same.</p>}
      {inAnswer.length > 0 && <Table caption="In the answer" differences={inAnswer} />}
    </section>
  );
}

/** More lines are drawn when asked for. */
const MOST = 8;

function Table({
  caption,
  differences,
}: {
  readonly caption: string;
  readonly differences: readonly Difference[];
}) {
  const [all, setAll] = useState(false);
  const shown = all ? differences : differences.slice(0, MOST);
  return (
    <>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Pinned</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ what, before = 'none', after = 'none' }) => (
            <tr key={`${what} ${before} ${after}`}>
              <th scope="row">{what}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < differences.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          Show all {differences.length}
        </button>
      )}
    </>
  );
}
