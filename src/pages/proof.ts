import type { Figure, Proof, Source, Words } from '../core/model/knowledge.js';
import { filled, type Html, joined, markup, type Part, rich } from './markup.js';

/** The language the knowledge files are written in. */
const ENGLISH = 'en';

/** How a page speaks and cites: its words, and the sources it has named so far. */
export interface Renderer {
  readonly words: Words;
  /** A sentence of the page itself. */
  readonly say: (key: string, places?: Readonly<Record<string, string | number>>) => string;
  /** A sentence of another section, as a reader of the page wants it. */
  readonly told: (section: string, key: string) => Html;
  /** The name of something. */
  readonly name: (section: string, key: string) => string;
  /** A sentence of the page itself with parts in its places. */
  readonly sayWith: (key: string, places: Readonly<Record<string, Part>>) => Html;
  /** A text that stands in English in the file of a rule, a cause or the like: as this language has it. */
  readonly label: (english: string) => string;
  /** What is the same in every language, or cited as it stands: marked as English on a page in another one. */
  readonly cited: (part: Part) => Part;
  /** An expression as written. */
  readonly path: (expression: { readonly source: string }) => Html;
  /** References to the list at the end of the page. */
  readonly refs: (ids: readonly string[]) => Html;
  /** Whether a number, code or window was compared with its source. */
  readonly mark: (proof: Proof) => Html;
  /** A number with its unit, its mark and its sources. */
  readonly figure: (figure: Figure) => Html;
  /** A number as written, with its unit in words. */
  readonly amount: (value: number, unit: string) => string;
  /** Every source named so far, in the order of first mention. */
  readonly sources: () => readonly Source[];
}

export function rendererOf(words: Words, language: string, sources: ReadonlyMap<string, Source>): Renderer {
  const named = new Map<string, Source>();
  const cited = (part: Part): Part =>
    language === ENGLISH ? part : markup`<span lang="${ENGLISH}">${part}</span>`;
  const label = (english: string): string => words['labels']?.[english] ?? english;
  const sentence = (section: string, key: string): string => words[section]?.[key] ?? `${section}.${key}`;
  const decimal = words['numbers']?.['decimal'] ?? '.';
  const printed = (value: string | number): string =>
    typeof value === 'number' ? String(value).replace('.', decimal) : value;
  const say: Renderer['say'] = (key, places = {}) =>
    sentence('evidence', key).replace(/\{(\w+)\}/gu, (_, name: string) => printed(places[name] ?? ''));
  const refs = (ids: readonly string[]): Html => {
    const links = ids.map((id) => {
      const source = sources.get(id);
      if (source) named.set(id, source);
      return markup`<a href="#ref-${id}">${source ? nameOf(source, say, cited) : undefined}</a>`;
    });
    return markup`<span class="refs">${joined(links, ', ')}</span>`;
  };
  const mark = ({ source, verified }: Proof): Html => {
    const decided = source.some((id) => sources.get(id)?.kind === 'decision');
    const kind = verified ? 'verified' : decided ? 'decision' : 'unverified';
    return markup`<span class="mark ${kind}">${say(kind)}</span>`;
  };
  const amount = (value: number, unit: string): string => {
    const one = value === 1 ? words['oneUnit']?.[unit] : undefined;
    const name = one ?? words['evidenceUnits']?.[unit] ?? words['units']?.[unit] ?? unit;
    return `${printed(value)} ${name}`.trim();
  };
  const figure = (one: Figure): Html =>
    markup`<span class="figure"><b>${amount(one.value, one.unit)}</b> ${mark(one)} ${refs(one.source)}</span>`;
  return {
    words,
    say,
    told: (section, key) => rich(sentence(section, key), language === ENGLISH ? undefined : ENGLISH),
    name: sentence,
    sayWith: (key, places) => filled(sentence('evidence', key), places),
    label,
    cited,
    path: ({ source }) => markup`<code class="path">${cited(source.trim())}</code>`,
    refs,
    mark,
    figure,
    amount,
    sources: () => [...named.values()],
  };
}

/** The list that references point to, as people cite: short name, citation with its DOI as link, and where nobody opened it. */
export function sourceList(listed: readonly Source[], { say, cited }: Renderer): Html {
  return markup`<ul class="sources">${listed.map(
    (source) => markup`
<li id="ref-${source.id}"><strong>${nameOf(source, say, cited)}</strong> ${cited([source.citation, addresses(source)])} ${notOpened(source, say)}</li>`,
  )}</ul>`;
}

/** What each is, and what was read of it. */
export function readingList(listed: readonly Source[], { say, cited }: Renderer): Html {
  return markup`<details class="aside"><summary>${say('whatWasRead')}</summary><ul class="plain">${listed.map(
    (source) =>
      markup`<li>${nameOf(source, say, cited)} (${say(`kind-${source.kind}`)}): ${cited(source.read)}</li>
`,
  )}</ul></details>`;
}

/** As a card cites it; else the citation itself. */
function nameOf({ short, kind, citation }: Source, say: Renderer['say'], cited: Renderer['cited']): Part {
  if (short !== undefined) return cited(short);
  if (kind === 'decision') return say('decisionSource');
  return cited(citation);
}

function notOpened({ kind, verified }: Source, say: Renderer['say']): Part {
  if (verified || kind === 'decision') return undefined;
  return markup`<span class="mark unverified">${say('notOpened')}</span>`;
}

/** The only links that leave the service go to doi.org; other addresses are there to be read. */
function addresses({ doi, url }: Source): Part[] {
  return [
    doi !== undefined ? markup` <a href="https://doi.org/${doi}" rel="noreferrer">doi:${doi}</a>` : undefined,
    url !== undefined ? markup` <span class="address">${url}</span>` : undefined,
  ];
}
