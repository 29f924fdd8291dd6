import type { Answer, Catalogue, Explanation, Terms } from '../api.js';
import { Failure } from '../failure.js';
import './why.css';
import { Causes } from './causes.js';
import { AboutTheData } from './data.js';
import { OnRecord } from './on-record.js';
import { Readings } from './readings.js';
import { Rules } from './rules.js';
import { Scores } from './scores.js';
import { InShort } from './short.js';
import { Tests } from './tests.js';

/** The whole reasoning behind one answer. */
export function WhyPane({
  explained,
  catalogue,
  terms,
}: {
  readonly explained: Answer<Explanation>;
  readonly catalogue: Catalogue;
  readonly terms?: Terms | undefined;
}) {
  const { body } = explained;
  return (
    <div class="why">
      {body ? (
        <>
          <InShort explanation={body} catalogue={catalogue} />
          <Readings explanation={body} catalogue={catalogue} />
          <Scores explanation={body} />
          <OnRecord explanation={body} catalogue={catalogue} />
          <Rules explanation={body} catalogue={catalogue} />
          <Causes explanation={body} catalogue={catalogue} terms={terms} />
          <Tests explanation={body} terms={terms} />
          <AboutTheData explanation={body} catalogue={catalogue} />
        </>
      ) : (
        <Failure answer={explained} />
      )}
    </div>
  );
}
