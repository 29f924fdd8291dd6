import { useEffect, useRef, useState } from 'preact/hooks';
import type { Catalogue, Service } from '../api.js';
import { CopyButton } from '../copy-button.js';
import { newId } from './chart.js';
import { ChoiceField } from './field.js';
import { readPasted } from './pasted.js';
import type { HookRequest } from '../../parts/request.js';
import { PatientLink } from '../patient-link.js';
import type { Trial } from '../trial.js';

/** Where a case comes from: a shipped one, nothing, or what somebody pastes or drops. */
export function StartBar({
  catalogue,
  trial,
  example,
  problem: unavailable,
  link,
  onExample,
  onOwn,
  onService,
  onNew,
  onPasted,
}: {
  readonly catalogue: Catalogue;
  readonly trial: Trial;
  readonly example: string | undefined;
  /** Why the last case could not be had. */
  readonly problem: string | undefined;
  /** Nothing as long as it is being made; `null` when the case is too large for one. */
  readonly link: string | null | undefined;
  readonly onOwn: () => void;
  readonly onExample: (id: string) => void;
  readonly onService: (service: Service) => void;
  readonly onNew: () => void;
  readonly onPasted: (request: HookRequest) => void;
}) {
  const { services, examples, labs } = catalogue;
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const take = (pasted: string): void => {
    const read = readPasted(pasted, trial.service, labs, newId());
    if ('problem' in read) setProblem(read.problem);
    else {
      onPasted(read.request);
      dialog.current?.close();
      setText('');
      setProblem('');
    }
  };
  const takeFile = (file: File | undefined): void =>
    void file?.text().then((content) => {
      setText(content);
      take(content);
    });
  useEffect(() => {
    // Anywhere else the browser would leave the page for the file.
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      if (!dialog.current?.open) dialog.current?.showModal();
      takeFile(file);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  });
  return (
    <section class="panel start" aria-label="Where to start from">
      <label class="start-example">
        Start from
        <ChoiceField
          label="Start from"
          value={example ?? ''}
          choices={[
            { value: '', label: 'your own case' },
            ...examples.map(({ id, title, kind }) => ({
              value: id,
              label: kind === 'example' ? title : `${id.toUpperCase()} ${title}`,
              group: kind === 'example' ? 'Examples' : 'Patients',
            })),
          ]}
          onChange={(id) => (id === '' ? onOwn() : onExample(id))}
        />
      </label>
      <label class="start-service">
        Hook
        <ChoiceField
          label="Hook"
          value={trial.service.id}
          choices={services.map(({ id, hook }) => ({ value: id, label: hook }))}
          onChange={(id) => {
            const service = services.find((one) => one.id === id);
            if (service) onService(service);
          }}
        />
      </label>
      <p class="row start-ways">
        <button type="button" class="button" onClick={onNew}>
          New patient
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.showModal()}>
          Paste or drop FHIR …
        </button>
        <CopyButton text={link ?? undefined} what="link to this case" label="Copy link" />
        <PatientLink trial={trial} />
        {link === null && <span class="muted">Too large for a link: download it in Wire.</span>}
      </p>
      {unavailable !== undefined && (
        <p class="problem" role="alert">
          {unavailable}
        </p>
      )}
      <dialog ref={dialog} aria-labelledby="paste-heading">
        <form method="dialog" onSubmit={(event) => event.preventDefault()}>
          <h2 id="paste-heading">Paste or drop FHIR</h2>
          <p class="muted" id="paste-help">
            A Bundle, a resource, an array of resources, or a whole CDS Hooks request, as JSON. It goes to
            this service alone; do not use data of real patients.
          </p>
          <textarea
            class="field"
            rows={12}
            aria-label="FHIR or CDS Hooks JSON"
            aria-describedby="paste-help"
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <p class="problem" role="alert">
            {problem}
          </p>
          <p class="row">
            <button type="button" class="button primary" onClick={() => take(text)}>
              Use it
            </button>
            <label class="button file">
              Choose a file
              <input
                type="file"
                class="hidden"
                accept=".json,application/json,application/fhir+json"
                onInput={({ currentTarget }) => {
                  takeFile(currentTarget.files?.[0]);
                  currentTarget.value = '';
                }}
              />
            </label>
            <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </p>
        </form>
      </dialog>
    </section>
  );
}
