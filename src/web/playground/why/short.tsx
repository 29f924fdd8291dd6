import type { Catalogue, Explanation } from '../api.js';
import { isPlain, quietText, rulesWithCard, type Stopped, stoppedBy } from '../../parts/reasons.js';
import { labName, titled } from '../../parts/text.js';
import { whyInWords } from '../../parts/words.js';

/** Why the service shows no card whatever its rules say. */
const SILENCES: Readonly<Record<string, string>> = {
  'user-is-patient': 'The user is the patient or a relative: cards are for professionals.',
  'no-lab-in-results': 'None of the new results is of a test this service decides from.',
  deceased: 'The patient has died.',
  'encounter-switched-off': 'This site shows no cards for encounters of this kind.',
  'silent-client': 'Cards are worked out and recorded for this client, and none is shown.',
};

/** Which rules made a card, and what stopped the others, in a few words. */
export function InShort({
  explanation,
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  const { patient, noCardsBecause } = explanation;
  const made = rulesWithCard(explanation).map(({ title }) => title);
  return (
    <section class="panel">
      <h3>In short</h3>
      <p>
        {made.length === 0 || noCardsBecause !== undefined ? (
          <b>No card.</b>
        ) : (
          <>
            {made.length === 1 ? 'One rule made a card: ' : `${made.length} rules made a card: `}
            <b>{quoted(made)}</b>.
          </>
        )}{' '}
        {noCardsBecause === undefined && whoText(patient)}
      </p>
      <WhatStopped explanation={explanation} catalogue={catalogue} />
    </section>
  );
}

/** Why there is no card, or no more than there are. */
export function WhatStopped({
  explanation: { rules, quietened, noCardsBecause },
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  if (noCardsBecause !== undefined) return <p>{SILENCES[noCardsBecause] ?? noCardsBecause}</p>;
  const withCard = rulesWithCard({ rules, quietened });
  const plain = rules.filter(isPlain);
  const spoke = plain.some((rule) => withCard.includes(rule));
  const titleOf = (id: string): string => rules.find((rule) => rule.id === id)?.title ?? id;
  const stopped = stoppedBy(plain);
  const told = spoke ? stopped.filter(({ obstacle }) => obstacle.kind === 'unknown') : stopped;
  const others = rules.filter((rule) => !isPlain(rule) && rule.verdict === 'unknown');
  const reasons = [...told, ...stoppedBy(others)];
  return (
    <>
      {quietened.length > 0 && (
        <ul class="why-list">
          {quietened.map((one) => (
            <li key={one.rule}>
              {quoted([titleOf(one.rule)])}: {quietText(one)}
            </li>
          ))}
        </ul>
      )}
      {reasons.length > 0 && (
        <>
          <p>{lead(withCard.length, spoke)}</p>
          <ul class="why-list">
            {reasons.map((one) => (
              <li key={one.titles.join()}>{reasonText(one, (id) => labName(id, catalogue))}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function lead(cards: number, spoke: boolean): string {
  if (cards === 0) return 'Why no card:';
  return spoke ? 'What could not be decided:' : 'Why the others made none:';
}

function reasonText(
  { titles, obstacle: { kind, label, why } }: Stopped,
  nameOf: (id: string) => string,
): string {
  const rules = quoted(titles);
  switch (kind) {
    case 'no':
      return `${rules}: no, as “${label}” does not hold.`;
    case 'unless':
      return `${rules}: no, as “${label}” holds.`;
    case 'unknown':
      return `${rules}: undecided, as “${label}” is not known.${why === undefined ? '' : ` ${titled(whyInWords(why, nameOf))}.`}`;
    case 'nothing':
      return `${rules}: no, as nothing it speaks of holds.`;
  }
}

function quoted(titles: readonly string[]): string {
  return titles.map((title) => `“${title}”`).join(', ');
}

function whoText({ age, sex }: Explanation['patient']): string {
  return `Patient: ${age === undefined ? 'age not known' : `${age} years`}, ${sex ?? 'sex not known'}.`;
}
