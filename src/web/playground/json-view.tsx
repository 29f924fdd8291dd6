import { useMemo } from 'preact/hooks';
import './code.css';

/** Longer texts are shown in one colour: tens of thousands of elements would make the page slow. */
const MOST_COLOURED = 200_000;

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/gu;

interface Part {
  readonly kind?: 'key' | 'string' | 'number' | 'literal';
  readonly text: string;
}

/** JSON, or with `plain` any text, as code that scrolls. */
export function JsonView({
  text,
  label,
  plain = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly plain?: boolean;
}) {
  const parts = useMemo(
    () => (plain || text.length > MOST_COLOURED ? [{ text }] : partsOf(text)),
    [text, plain],
  );
  return (
    <pre class="code code-view" tabIndex={0} role="region" aria-label={label}>
      {parts.map(({ kind, text: part }) => (kind ? <span class={`json-${kind}`}>{part}</span> : part))}
    </pre>
  );
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { index, 0: whole, 1: string, 2: colon } of text.matchAll(TOKEN)) {
    parts.push({ text: text.slice(end, index) });
    if (colon !== undefined) parts.push({ kind: 'key', text: string ?? '' }, { text: colon });
    else if (string !== undefined) parts.push({ kind: 'string', text: string });
    else parts.push({ kind: /^[tfn]/u.test(whole) ? 'literal' : 'number', text: whole });
    end = index + whole.length;
  }
  return [...parts, { text: text.slice(end) }];
}
