import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { useMemo } from 'preact/hooks';

/** What an EHR draws of a card's detail. No images, no forms, no raw HTML from a chart. */
const KEPT = {
  ALLOWED_TAGS: [
    'p',
    'br',
    'strong',
    'em',
    'del',
    'code',
    'ul',
    'ol',
    'li',
    'a',
    'h3',
    'h4',
    'hr',
    'blockquote',
  ].concat(['table', 'thead', 'tbody', 'tr', 'th', 'td']),
  ALLOWED_ATTR: ['href', 'start'],
  ALLOWED_URI_REGEXP: /^https?:\/\//u,
  RETURN_TRUSTED_TYPE: true,
};

const marked = new Marked({ gfm: true, async: false });

/** GitHub-flavoured Markdown as an EHR would draw it, sanitised. */
export function Markdown({ text }: { readonly text: string }) {
  const html = useMemo(() => DOMPurify.sanitize(marked.parse(text, { async: false }), KEPT), [text]);
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
