import { useEffect, useState } from 'preact/hooks';
import './code.css';

/** Milliseconds for which it says what came of it. */
const MOMENT = 1800;

type Outcome = 'Copied' | 'Failed';

/** Copies a text. `what` names it: `the request`. */
export function CopyButton({
  text,
  what,
  label = 'Copy',
}: {
  /** Nothing: there is none to be copied. */
  readonly text: string | undefined;
  readonly what: string;
  readonly label?: string;
}) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), MOMENT);
    return () => clearTimeout(timer);
  }, [outcome]);
  const onClick = ({ currentTarget }: { readonly currentTarget: HTMLElement }): void =>
    void copy(text ?? '', currentTarget).then((done) => setOutcome(done ? 'Copied' : 'Failed'));
  return (
    <span class="copy">
      <button
        type="button"
        class="button"
        aria-label={`Copy ${what}`}
        disabled={text === undefined}
        onClick={onClick}
      >
        {[label, 'Copied', 'Failed'].map((word) => (
          <span key={word} class={word === (outcome ?? label) ? undefined : 'copy-not'}>
            {word}
          </span>
        ))}
      </button>
      <span class="hidden" role="status">
        {outcome === 'Copied' && `${what}: copied`}
        {outcome === 'Failed' && 'It could not be copied: select the text instead.'}
      </span>
    </span>
  );
}

/** A short text, such as an address, beside the button that copies it. */
export function CopyLine({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span class="copy-line">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Browsers offer the clipboard to pages of https and loopback addresses alone; elsewhere a selection can still be copied. */
async function copy(text: string, from: HTMLElement): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed here: the other way may be.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden';
  // A dialog takes the focus away from whatever stands outside of it.
  (from.closest('dialog') ?? document.body).append(area);
  area.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies there
    return document.execCommand('copy');
  } finally {
    area.remove();
    from.focus();
  }
}
