/** HTML that may be sent as it stands. Only `markup` and `verbatim` make it. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | undefined | readonly Part[];

/** A template that escapes whatever is put into it, unless that is HTML already. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.map((text, place) => text + (place < parts.length ? textOf(parts[place]) : '')).join(''),
  );
}

/** Text written by the program itself that is HTML as it stands. */
export function verbatim(text: string): Html {
  return new Html(text);
}

/** Parts with something between them. */
export function joined(parts: readonly Part[], between: Part): Part[] {
  return parts.flatMap((part, place) => (place === 0 ? [part] : [between, part]));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (mark) => ESCAPES[mark] ?? mark);
}

/** A sentence with parts in its `{name}` places; a place without a part stays empty. */
export function filled(sentence: string, places: Readonly<Record<string, Part>>): Html {
  const parts = sentence.split(/\{(\w+)\}/u).map((text, place) => (place % 2 === 1 ? places[text] : text));
  return markup`${parts}`;
}

/**
 * The little Markdown that sentences of the knowledge use: **strong**, `code`, and `{name}` where a card fills in a value.
 * @param language of the names, where it is not the page's
 */
export function rich(text: string, language?: string): Html {
  const attribute = language === undefined ? '' : ` lang="${language}"`;
  return new Html(
    escapeHtml(text)
      .replace(/\*\*(.+?)\*\*/gu, '<strong>$1</strong>')
      .replace(/`(.+?)`/gu, '<code>$1</code>')
      .replace(/\{(\w+)\}/gu, `<var${attribute}>$1</var>`),
  );
}
