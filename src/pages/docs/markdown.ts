import { Marked, type RendererObject, type Token, type Tokens } from 'marked';
import { type Html, markup, verbatim } from '../markup.js';
import { type Document, type Documents, resolved } from './documents.js';

const plain = new Marked({ gfm: true });

/** The first heading of a document. */
export function titleOf(text: string): string | undefined {
  const heading = plain.lexer(text).find((token): token is Tokens.Heading => token.type === 'heading');
  return heading && spoken(heading.tokens);
}

/** The first paragraph of a document that has words, without its marks. */
export function leadOf(text: string): string {
  for (const token of plain.lexer(text)) {
    const words = token.type === 'paragraph' ? spoken((token as Tokens.Paragraph).tokens) : '';
    if (words !== '') return words;
  }
  return '';
}

/** Addresses of the pictures that a document shows. */
export function picturesIn(text: string): string[] {
  const found: string[] = [];
  void plain.walkTokens(plain.lexer(text), (token) => {
    if (token.type === 'image' && !isOutside((token as Tokens.Image).href))
      found.push((token as Tokens.Image).href);
  });
  return found;
}

/**
 * A document of ours as HTML. Markup in it stands as text but for line breaks, comments are left out. A link leads to the page of another
 * document, to a place in this one, or out of the service; a file that is not served is named with where it lies, and not linked. A picture
 * leads to itself, to be seen larger.
 * @param base path of the documents, without a slash at its end
 */
export function htmlOf(document: Document, { documents, pictures }: Documents, base: string): Html {
  const slugs = new Map<string, number>();
  const renderer: RendererObject = {
    html({ text }) {
      if (/^\s*<!--.*-->\s*$/su.test(text)) return '';
      return /^<br\s*\/?>$/u.test(text) ? '<br>' : markup`${text}`.text;
    },
    heading({ tokens, depth }) {
      return `<h${depth} id="${slugOf(spoken(tokens), slugs)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    code: ({ text }) => markup`<pre tabindex="0"><code>${text}</code></pre>\n`.text,
    link({ href, tokens }) {
      const inner = verbatim(this.parser.parseInline(tokens));
      if (isOutside(href)) return markup`<a href="${href}" rel="noreferrer">${inner}</a>`.text;
      const [file = '', anchor] = href.split('#');
      const to = anchor === undefined ? '' : `#${anchor}`;
      if (file === '') return markup`<a href="${to}">${inner}</a>`.text;
      const place = resolved(document.path, file);
      const other = place === undefined ? undefined : documents.get(place);
      if (other) return markup`<a href="${base}/${other.address}${to}">${inner}</a>`.text;
      return spoken(tokens).includes(file.replace(/^(?:\.\.?\/)+/u, ''))
        ? inner.text
        : markup`${inner} (<code>${place ?? file}</code>)`.text;
    },
    image({ href, text }) {
      const place = isOutside(href) ? undefined : resolved(document.path, href);
      const picture = place === undefined ? undefined : pictures.get(place);
      if (!picture) return markup`<em>${text}</em>`.text;
      const at = `${base}/pictures/${picture.address}`;
      return markup`<a href="${at}"><img src="${at}" alt="${text}"></a>`.text;
    },
    table({ header, rows }) {
      const cell = ({ tokens }: Tokens.TableCell): string => `<td>${this.parser.parseInline(tokens)}</td>`;
      // An empty head is none.
      const head = (one: Tokens.TableCell): string =>
        one.tokens.length > 0 ? `<th scope="col">${this.parser.parseInline(one.tokens)}</th>` : '<td></td>';
      const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>\n`).join('');
      return `<div class="scroll" tabindex="0"><table><thead><tr>${header.map(head).join('')}</tr></thead><tbody>${body}</tbody></table></div>\n`;
    },
  };
  return verbatim(new Marked({ gfm: true, async: false, renderer }).parse(document.text) as string);
}

function isOutside(href: string): boolean {
  return /^https?:\/\//u.test(href);
}

/** As GitHub makes the anchor of a heading; the second of a name has a number. */
function slugOf(heading: string, slugs: Map<string, number>): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/gu, '-');
  const times = slugs.get(slug) ?? 0;
  slugs.set(slug, times + 1);
  return times === 0 ? slug : `${slug}-${times}`;
}

/** Text as it is read aloud. */
function spoken(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'image') return '';
      if ('tokens' in token && Array.isArray(token.tokens)) return spoken(token.tokens);
      return 'text' in token ? String(token.text) : '';
    })
    .join('');
}
