import type { Catalogue, Explanation } from '../api.js';
import { EvidenceLink } from '../../parts/mark.js';
import { labName, titled } from '../../parts/text.js';

/** What is on record about raised results: whether they are set aside for it, or why they count all the same. */
export function OnRecord({
  explanation: { reasons },
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  if (reasons.length === 0) return null;
  return (
    <section class="panel">
      <h3>Reasons on record</h3>
      <ul class="why-list">
        {reasons.map(({ lab, reason, what, setAside, exceptions }) => (
          <li key={`${lab} ${reason}`}>
            {titled(labName(lab, catalogue))}: {what}.{' '}
            {setAside ? <b>Set aside.</b> : <b>Counts all the same</b>}
            {!setAside &&
              (exceptions.length > 0
                ? `: ${exceptions.join('; ')}.`
                : ', for another reason on record.')}{' '}
            <EvidenceLink to={`evidence#reason-${encodeURIComponent(reason)}`}>Evidence</EvidenceLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
