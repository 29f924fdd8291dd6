import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Authorize, type Catalogue, loadTerms, type Terms } from './api.js';
import { useAnswers } from './asking.js';
import { Boundary } from '../parts/boundary.js';
import { BrokenStrip } from './chart/broken-strip.js';
import { CardsPane, type Pinned } from './cards/cards-pane.js';
import { useFeedback } from './cards/feedback.js';
import { useCase } from './case.js';
import { dayOf, forService } from './chart/chart.js';
import { ConnectPane } from './connect/connect-pane.js';
import { PatientPanel } from './chart/patient-panel.js';
import { RecordPanel } from './chart/record-panel.js';
import { patientIdOf } from '../parts/request.js';
import { ResultsPanel } from './chart/results-panel.js';
import { expiredToken, type Signer, throwawaySigner } from './connect/signer.js';
import { StartBar } from './chart/start-bar.js';
import { Tabs } from './tabs.js';
import { WhyPane } from './why/why-pane.js';
import { WirePane } from './wire/wire-pane.js';

/** The chart on one side, what the service says of it on the other; read and walked through, the answer comes first. */
export function Desk({
  catalogue,
  authorize,
  signer,
  onSigner,
}: {
  readonly catalogue: Catalogue;
  readonly authorize: Authorize;
  readonly signer: Signer | undefined;
  readonly onSigner: (signer: Signer | undefined) => void;
}) {
  const { services, labs } = catalogue;
  const [pane, setPane] = useState('cards');
  const [terms, setTerms] = useState<Terms>();
  const [pinned, setPinned] = useState<Pinned>();
  const { held, problem, link, ...turn } = useCase(catalogue, pane, setPane);
  const current = held?.trial;
  useEffect(() => void loadTerms().then(setTerms, () => undefined), []);

  const authorizeTrial = useCallback<Authorize>(
    async (url) =>
      current?.token === 'expired'
        ? `Bearer ${await expiredToken(signer ?? (await throwawaySigner()), url)}`
        : authorize(url),
    [authorize, signer, current?.token],
  );
  const { answers, pending } = useAnswers(current, authorizeTrial);
  const feedback = useFeedback(authorizeTrial);

  if (!held)
    return (
      <main key="loading" class="alone">
        <p role="status">{problem ?? 'Loading …'}</p>
      </main>
    );
  const { trial } = held;
  const title = catalogue.examples.find(({ id }) => id === held.example)?.title ?? 'your own case';
  const explained = answers?.explained.body;
  return (
    <main key="desk" class="desk">
      <h1 class="hidden">HepaCue playground</h1>
      <div class="begin">
        <StartBar
          catalogue={catalogue}
          trial={trial}
          example={held.example}
          problem={problem}
          link={link}
          onOwn={() => turn.ownCase(trial.service)}
          onExample={turn.open}
          onService={(service) =>
            turn.edit({ service, request: forService(trial.request, service, labs, dayOf(new Date())) })
          }
          onNew={() => turn.empty(trial.service)}
          onPasted={(request) => {
            const named = services.find(({ hook }) => hook === request.hook);
            turn.edit({ service: named ?? trial.service, request }, true);
          }}
        />
      </div>
      <Tabs pane={pane} onPane={setPane} answers={answers} pending={pending}>
        <Boundary key={pane} of={answers}>
          {(pane === 'cards' || pane === 'why') && !answers && <p role="status">Asking …</p>}
          {pane === 'cards' && answers && (
            <CardsPane
              answers={answers}
              pinned={pinned}
              catalogue={catalogue}
              terms={terms}
              feedback={feedback}
              onPin={() => setPinned(pinned ? undefined : { answers, title })}
            />
          )}
          {pane === 'why' && answers && (
            <WhyPane explained={answers.explained} catalogue={catalogue} terms={terms} />
          )}
          {pane === 'wire' && (
            <WirePane
              trial={trial}
              answers={answers}
              services={services}
              authorized={signer !== undefined}
              onEdit={(request) => turn.edit({ ...trial, request })}
            />
          )}
          {pane === 'connect' && (
            <ConnectPane
              catalogue={catalogue}
              patientId={patientIdOf(trial.request)}
              signer={signer}
              onSigner={onSigner}
            />
          )}
        </Boundary>
      </Tabs>
      <div class="chart" id="chart" role="group" aria-label="The chart" tabIndex={-1}>
        <Boundary of={trial}>
          <PatientPanel trial={trial} labs={labs} onChange={turn.edit} />
          <ResultsPanel trial={trial} labs={labs} explained={explained} onChange={turn.edit} />
          <RecordPanel trial={trial} labs={labs} terms={terms} onChange={turn.edit} />
        </Boundary>
        <BrokenStrip
          trial={held.broken?.before.trial ?? trial}
          labs={labs}
          services={services}
          active={held.broken?.id}
          onBreak={turn.breakIt}
          onUndo={turn.undo}
        />
      </div>
    </main>
  );
}
