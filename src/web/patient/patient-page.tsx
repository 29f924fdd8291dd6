import { useMemo } from 'preact/hooks';
import type { Portable } from '../../core/portable.js';
import { Boundary } from '../parts/boundary.js';
import { CardView } from '../parts/card.js';
import { EvidenceLink } from '../parts/mark.js';
import type { Shown } from './answering.js';
import { CausesSection } from './causes-section.js';
import { CourseSection } from './course-section.js';
import { namesOf } from './names.js';
import { personOf } from './person.js';
import type { Opened } from './opened.js';
import { ResultsSection } from './results-section.js';
import { ScoreSection } from './score-section.js';
import { UnreadSection } from './unread-section.js';
import { WaySection } from './way-section.js';

/** Everything about one patient on one screen: the cards, the results, their course, and the way. */
export function PatientPage({
  request,
  shown,
  known,
}: {
  readonly request: Opened['request'];
  readonly shown: Shown;
  readonly known: Portable;
}) {
  const { explanation, cards, now } = shown;
  const names = useMemo(() => namesOf(known), [known]);
  const person = personOf(request, explanation);
  const { version, date, reviewed = [] } = known.knowledge.release;
  return (
    <main class="patient">
      <header class="patient-head">
        <h1>
          <bdi>{person.named}</bdi>, {person.known}
        </h1>
        <p class="muted">
          Answered in this browser on {now.toISOString().slice(0, 10)}; nothing about the patient was sent.
          Rules {version} of {date}, {reviewed.length === 0 ? 'signed off by nobody, ' : ''}not clinically
          validated. For health professionals. <EvidenceLink to="evidence">Evidence</EvidenceLink>
        </p>
        {known.settings.keepsAnswers && (
          <p class="muted">
            What was answered to cards is not known to this page: in the chart a card that stands here may be{' '}
            <EvidenceLink to="evidence#told">quiet for an answer</EvidenceLink>, and a test that is next may
            be asked for.
          </p>
        )}
        <button type="button" class="button" onClick={() => print()}>
          Print one page
        </button>
      </header>
      <div class="patient-said">
        <div class="patient-cards" role="region" aria-labelledby="cards-title">
          <h2 class="hidden" id="cards-title">
            Cards
          </h2>
          {cards.length === 0 && (
            <p class="empty">
              <b>No card.</b> The way says why.
            </p>
          )}
          {cards.map((card) => (
            <CardView key={card.uuid} card={card} />
          ))}
        </div>
        <UnreadSection explanation={explanation} names={names} />
      </div>
      <div class="patient-pictures">
        <Boundary of={shown} instead="The results cannot be drawn.">
          <ResultsSection explanation={explanation} names={names} />
        </Boundary>
        <Boundary of={shown} instead="The course cannot be drawn.">
          <CourseSection explanation={explanation} names={names} now={now} />
        </Boundary>
        <Boundary of={shown} instead="The scores cannot be drawn.">
          <ScoreSection explanation={explanation} names={names} />
        </Boundary>
      </div>
      <div class="patient-way">
        <WaySection shown={shown} names={names} />
        <CausesSection explanation={explanation} names={names} />
      </div>
    </main>
  );
}
