import { useEffect, useRef } from 'preact/hooks';

/** Less than what stands beside a picture needs, as it is while the page is laid out. */
const LEAST = 120;

/**
 * A picture drawn to the width there is, and once more for paper. It is hidden from screen readers: who uses it says the same in words or
 * in a table beside it.
 * @param onPaper pixels across which it is drawn for paper, whatever the window; it is then made smaller to fit
 */
export function Plotted({
  draw,
  onPaper,
}: {
  readonly draw: (width: number) => Element;
  readonly onPaper: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    const paper = matchMedia('print');
    const redraw = (): void => {
      const width = paper.matches ? onPaper : current.clientWidth;
      if (width >= LEAST) current.replaceChildren(prepared(draw(width)));
    };
    const watching = new ResizeObserver(redraw);
    watching.observe(current);
    paper.addEventListener('change', redraw);
    redraw();
    return () => {
      watching.disconnect();
      paper.removeEventListener('change', redraw);
    };
  }, [draw, onPaper]);
  return <div class="plotted" ref={place} aria-hidden="true" />;
}

/** The page's policy takes no style that stands inside a picture; what it says is in the page's own. Links are those of the table too. */
function prepared(picture: Element): Element {
  for (const style of picture.querySelectorAll('style')) style.remove();
  for (const link of picture.querySelectorAll('a')) link.setAttribute('tabindex', '-1');
  return picture;
}
