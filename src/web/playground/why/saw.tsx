import { sawText } from '../../parts/text.js';

/** What an expression saw, by the name it uses. */
export function SawList({ saw }: { readonly saw: Readonly<Record<string, unknown>> }) {
  const seen = Object.entries(saw);
  if (seen.length === 0) return null;
  return (
    <ul class="why-saw" aria-label="What it saw">
      {seen.map(([name, value]) => (
        <li key={name}>
          <code>%{name}</code> {sawText(value)}
        </li>
      ))}
    </ul>
  );
}
