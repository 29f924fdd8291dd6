import { useEffect, useRef, useState } from 'preact/hooks';
import { type HookRequest, isRecord, readJson } from '../../parts/request.js';

/** The request as text to write in. */
export function WireEditor({
  text,
  onApply,
  onClose,
}: {
  readonly text: string;
  readonly onApply: (request: HookRequest) => void;
  readonly onClose: () => void;
}) {
  const [written, setWritten] = useState(text);
  const [problem, setProblem] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const apply = (): void => {
    const read = readRequest(written);
    if ('problem' in read) {
      setProblem(read.problem);
      area.current?.focus();
      return;
    }
    onApply(read.request);
    onClose();
  };
  return (
    <>
      <textarea
        ref={area}
        class="field code wire-editor"
        aria-label="The request as JSON"
        aria-invalid={problem !== ''}
        aria-describedby="wire-problem"
        spellcheck={false}
        autocomplete="off"
        value={written}
        onInput={({ currentTarget }) => {
          setWritten(currentTarget.value);
          setProblem('');
        }}
      />
      <div class="wire-tools">
        <p class="wire-problem" id="wire-problem" role="alert">
          {problem}
        </p>
        <span class="wire-actions">
          <button type="button" class="button primary" onClick={apply}>
            Apply
          </button>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
        </span>
      </div>
    </>
  );
}

function readRequest(text: string): { readonly request: HookRequest } | { readonly problem: string } {
  const read = readJson(text);
  if ('problem' in read) return read;
  return isRecord(read.value)
    ? { request: read.value }
    : { problem: 'A request is one JSON object, in braces.' };
}
