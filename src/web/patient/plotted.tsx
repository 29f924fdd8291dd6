import { useEffect, useRef } from 'preact/hooks';

/** Pixels across which a picture is drawn on paper, whatever the window. */
const ON_PAPER = 400;

/**
 * A picture drawn to the width there is, and once more for paper. It is hidden from screen readers: who uses it says the same in words or
 * in a table beside it.
 */
export function Plotted({ draw }: { readonly draw: (width: number) => Element }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    const paper = matchMedia('print');
    const redraw = (): void => {
      const width = paper.matches ? ON_PAPER : current.clientWidth;
      if (width > 0) current.replaceChildren(prepared(draw(width)));
    };
    const watching = new ResizeObserver(redraw);
    watching.observe(current);
    paper.addEventListener('change', redraw);
    redraw();
    return () => {
      watching.disconnect();
      paper.removeEventListener('change', redraw);
    };
  }, [draw]);
  return <div class="plotted" ref={place} aria-hidden="true" />;
}

/** The page's policy takes no style that stands inside a picture; what it says is in the page's own. Links are those of the table too. */
function prepared(picture: Element): Element {
  for (const style of picture.querySelectorAll('style')) style.remove();
  for (const link of picture.querySelectorAll('a')) link.setAttribute('tabindex', '-1');
  return picture;
}
