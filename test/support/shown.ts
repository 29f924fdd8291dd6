/** A page without what a reader does not see before anything is opened: style, what stands closed, and the picture for narrow pages. */
export function shownOf(html: string): string {
  const bare = html.replace(/<style>.*?<\/style>/su, '').replace(/<svg class="narrow".*?<\/svg>/gsu, '');
  let closed = 0;
  let shown = '';
  for (const part of bare.split(/(?=<details[\s>])|(?<=<\/summary>)|(?=<\/details>)/u)) {
    if (part.startsWith('</details>')) closed -= 1;
    // The summary of what stands closed is seen, unless that stands in something closed itself.
    if (part.startsWith('<details') ? closed === 0 : closed <= 0) shown += part;
    if (part.startsWith('<details')) closed += 1;
  }
  return shown;
}

/** What stands in a page as text, without its marks of structure. */
export function textIn(html: string): string {
  return html
    .replace(/<[^>]+>/gu, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/gu, ' ')
    .trim();
}
