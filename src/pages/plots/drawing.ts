import type * as Library from '@observablehq/plot';
import type { Html } from '../markup.js';
import { verbatim } from '../markup.js';

/** What every picture says of itself, and how wide it is drawn. */
export interface Frame {
  /** Of its own on the page. */
  readonly id: string;
  /** What it shows, and in a sentence what is to be seen: both are read out. */
  readonly title: string;
  readonly description: string;
  readonly width: number;
}

/** The library that draws, and what makes a whole picture of marks. */
export interface Drawing {
  readonly plot: typeof Library;
  readonly draw: (
    frame: Frame,
    options: Omit<Library.PlotOptions, 'marks'> & { readonly marks: Library.Markish[] },
  ) => string;
}

/** Colours of series, by their place; they are named in the style of pages, which knows of dark screens and of paper. */
export const SERIES = ['one', 'two', 'three', 'four', 'five'].map((name) => `var(--series-${name})`);

/** The little of a DOM that is used here; the library brings one that works without a browser. */
interface Drawn {
  textContent: string | null;
  readonly outerHTML: string;
  readonly querySelectorAll: (selector: string) => Iterable<Drawn>;
  readonly setAttribute: (name: string, value: string) => void;
  readonly removeAttribute: (name: string) => void;
  readonly remove: () => void;
  readonly prepend: (...parts: Drawn[]) => void;
}

interface Page {
  readonly createElementNS: (namespace: string, name: string) => Drawn;
}

let loaded: Promise<Drawing> | undefined;

/** Loads what draws when it is first asked for: the service has no use for it before. */
export function loadDrawing(): Promise<Drawing> {
  return (loaded ??= load());
}

async function load(): Promise<Drawing> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Page };
  return {
    plot,
    draw: ({ id, title, description, width }, options) => {
      const drawing: unknown = plot.plot({
        document: document as never,
        className: 'plot',
        width,
        ...options,
      });
      const picture = drawing as Drawn;
      // The policy of pages takes no style but their own.
      for (const style of picture.querySelectorAll('style')) style.remove();
      for (const part of picture.querySelectorAll('[style]')) part.removeAttribute('style');
      // Read out as one picture, not as a hundred bars.
      for (const part of picture.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
      picture.removeAttribute('style');
      picture.setAttribute('role', 'img');
      picture.setAttribute('aria-labelledby', `${id}-title ${id}-description`);
      picture.prepend(
        said(document, 'title', `${id}-title`, title),
        said(document, 'desc', `${id}-description`, description),
      );
      return picture.outerHTML;
    },
  };
}

function said(document: Page, name: string, id: string, text: string): Drawn {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.setAttribute('id', id);
  element.textContent = text;
  return element;
}

/** Pixels of a picture on a desk and on a phone; one of them is shown. */
const WIDE = 720;
const NARROW = 340;

/** A picture for pages: drawn once for wide and once for narrow ones. */
export function drawn(frame: Omit<Frame, 'width'>, draw: (frame: Frame) => string): Html {
  const of = (name: string, width: number): string =>
    draw({ ...frame, id: `${frame.id}-${name}`, width }).replace('class="plot', `class="${name} plot`);
  return verbatim(`${of('wide', WIDE)}\n${of('narrow', NARROW)}`);
}
