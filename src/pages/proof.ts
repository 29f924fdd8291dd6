import type { Figure, Proof, Source, Words } from '../core/model/knowledge.js';
import { type Html, joined, markup, type Part, rich } from './markup.js';

/** How a page speaks and cites: its words, and the sources it has named so far. */
export interface Voice {
  readonly words: Words;
  /** A sentence of the page itself. */
  readonly say: (key: string, places?: Readonly<Record<string, string | number>>) => string;
  /** A sentence of another section, as a reader of the page wants it. */
  readonly told: (section: string, key: string) => Html;
  /** The name of something. */
  readonly name: (section: string, key: string) => string;
  /** References to the list at the end of the page. */
  readonly refs: (ids: readonly string[]) => Html;
  /** Whether a number, code or window was compared with its source. */
  readonly mark: (proof: Proof) => Html;
  /** A number with its unit, its mark and its sources. */
  readonly figure: (figure: Figure) => Html;
  /** A number as written, with its unit in words. */
  readonly amount: (value: number, unit: string) => string;
  /** Everything cited so far, in the order of first mention. */
  readonly cited: () => readonly Source[];
}

export function voiceOf(words: Words, sources: ReadonlyMap<string, Source>): Voice {
  const cited = new Map<string, Source>();
  const sentence = (section: string, key: string): string => words[section]?.[key] ?? `${section}.${key}`;
  const say: Voice['say'] = (key, places = {}) =>
    sentence('evidence', key).replace(/\{(\w+)\}/gu, (_, name: string) => String(places[name] ?? ''));
  const refs = (ids: readonly string[]): Html => {
    const links = ids.map((id) => {
      const source = sources.get(id);
      if (source) cited.set(id, source);
      return markup`<a href="#ref-${id}">${source ? nameOf(source, say) : id}</a>`;
    });
    return markup`<span class="refs">${joined(links, ', ')}</span>`;
  };
  const mark = ({ source, verified }: Proof): Html => {
    const decided = source.some((id) => sources.get(id)?.kind === 'decision');
    const kind = verified ? 'verified' : decided ? 'decision' : 'unverified';
    return markup`<span class="mark ${kind}">${say(kind)}</span>`;
  };
  const amount = (value: number, unit: string): string => {
    const name = words['evidenceUnits']?.[unit] ?? words['units']?.[unit] ?? unit;
    return name === '%' ? `${value} %` : `${value} ${name}`.trim();
  };
  const figure = (one: Figure): Html =>
    markup`<span class="figure"><b>${amount(one.value, one.unit)}</b> ${mark(one)} ${refs(one.source)}</span>`;
  return {
    words,
    say,
    told: (section, key) => rich(sentence(section, key)),
    name: sentence,
    refs,
    mark,
    figure,
    amount,
    cited: () => [...cited.values()],
  };
}

/** The list that every reference points to: citation, address as text, DOI as link, and what was read. */
export function sourceList({ say, cited }: Voice): Html {
  return markup`<ul class="sources">${cited().map(
    (source) => markup`
<li id="ref-${source.id}"><p><strong>${nameOf(source, say)}</strong> · ${say(`kind-${source.kind}`)} ${openedMark(source, say)}</p>
<p>${source.citation}${addresses(source)}</p>
<p class="read">${say('whatWasRead')} ${source.read}</p></li>`,
  )}</ul>`;
}

/** As a card cites it; else the name of its file, which for a paper is author and year. */
function nameOf({ id, short, kind }: Source, say: Voice['say']): string {
  if (short !== undefined) return short;
  if (kind === 'decision') return say('decisionSource');
  const [, author, year] = /^([a-z]+)-(\d{4})$/u.exec(id) ?? [];
  return author === undefined || year === undefined
    ? id
    : `${author.charAt(0).toUpperCase()}${author.slice(1)} ${year}`;
}

function openedMark({ kind, verified }: Source, say: Voice['say']): Part {
  if (kind === 'decision') return markup`<span class="mark decision">${say('decision')}</span>`;
  return verified
    ? markup`<span class="mark verified">${say('opened')}</span>`
    : markup`<span class="mark unverified">${say('notOpened')}</span>`;
}

/** The only links that leave the service go to doi.org; other addresses are there to be read. */
function addresses({ doi, url }: Source): Part[] {
  return [
    doi !== undefined ? markup` <a href="https://doi.org/${doi}" rel="noreferrer">doi:${doi}</a>` : undefined,
    url !== undefined ? markup` <span class="address">${url}</span>` : undefined,
  ];
}
