import type { ComponentChildren } from 'preact';

/** A line of a list of terms, such as what was received and from where. */
export function Line({ term, children }: { readonly term: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
