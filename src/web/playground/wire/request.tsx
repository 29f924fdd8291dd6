import { useState } from 'preact/hooks';
import { addressOf } from '../api.js';
import { CopyButton } from '../copy-button.js';
import { DownloadButton } from '../download-button.js';
import { JsonView } from '../json-view.js';
import type { HookRequest } from '../../parts/request.js';
import { curlOf, fetchOf, pretty } from './snippets.js';
import type { Trial } from '../trial.js';
import { WireEditor } from './editor.js';

const FORMS = { json: 'JSON', curl: 'curl', typescript: 'TypeScript' } as const;
type Form = keyof typeof FORMS;

/** The request as JSON or as code, and as text to write in. */
export function WireRequest({
  trial: { service, request },
  authorized,
  onEdit,
}: {
  readonly trial: Trial;
  readonly authorized: boolean;
  readonly onEdit: (request: HookRequest) => void;
}) {
  const [form, setForm] = useState<Form>('json');
  const [editing, setEditing] = useState(false);
  const url = addressOf(`cds-services/${service.id}`);
  const call = { url, body: request, authorization: authorized };
  const text = { json: pretty, curl: () => curlOf(call), typescript: () => fetchOf(call) }[form](request);
  return (
    <section aria-labelledby="wire-request">
      <h2 id="wire-request">Request</h2>
      <p class="wire-line">
        <b>POST</b> <code>{url}</code>
      </p>
      <div class="wire-tools">
        <div class="switch" role="group" aria-label="Show the request as">
          {(Object.keys(FORMS) as Form[]).map((one) => (
            <button
              key={one}
              type="button"
              class="button"
              aria-pressed={form === one}
              disabled={editing}
              onClick={() => setForm(one)}
            >
              {FORMS[one]}
            </button>
          ))}
        </div>
        <span class="wire-actions">
          <CopyButton text={text} what={`the request as ${FORMS[form]}`} />
          <DownloadButton text={pretty(request)} name={`${service.id}.request.json`} what="the request" />
          <button
            type="button"
            class="button"
            id="wire-edit"
            aria-pressed={editing}
            onClick={() => {
              setForm('json');
              setEditing(!editing);
            }}
          >
            Edit
          </button>
        </span>
      </div>
      {editing ? (
        <WireEditor
          text={pretty(request)}
          onApply={onEdit}
          onClose={() => {
            setEditing(false);
            document.getElementById('wire-edit')?.focus();
          }}
        />
      ) : (
        <JsonView text={text} label={`The request as ${FORMS[form]}`} plain={form !== 'json'} />
      )}
      <p class="muted">
        The same body, sent to <code>{addressOf(`explain/${service.id}`)}</code>, is answered with the whole
        reasoning.
      </p>
    </section>
  );
}
