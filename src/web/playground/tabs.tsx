import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answers } from './trial.js';

const PANES = { cards: 'Cards', why: 'Why', wire: 'Wire', connect: 'Connect' } as const;

export function isPane(name: string): name is keyof typeof PANES {
  return Object.hasOwn(PANES, name);
}

/** What the service says, in four panes; arrow keys go from tab to tab. */
export function Tabs({
  pane,
  onPane,
  answers,
  pending,
  children,
}: {
  readonly pane: string;
  readonly onPane: (pane: string) => void;
  readonly answers: Answers | undefined;
  readonly pending: boolean;
  readonly children: ComponentChildren;
}) {
  const tablist = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const [inView, setInView] = useState(true);
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false));
    if (section.current) watch.observe(section.current);
    return () => watch.disconnect();
  }, []);
  const names = Object.keys(PANES);
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = names[(names.indexOf(pane) + step + names.length) % names.length] ?? pane;
    onPane(next);
    tablist.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section ref={section} class="said" id="said" aria-labelledby="said-heading" aria-busy={pending}>
      <h2 class="hidden" id="said-heading">
        What the service says
      </h2>
      <div class="tabs" role="tablist" aria-label="What the service says" ref={tablist} onKeyDown={onKey}>
        {Object.entries(PANES).map(([id, label]) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={pane === id}
            aria-controls="pane"
            tabIndex={pane === id ? 0 : -1}
            onClick={() => onPane(id)}
          >
            {label}
            {id === 'cards' && <Count answers={answers} />}
          </button>
        ))}
        <span class={pending ? 'progress on' : 'progress'} aria-hidden="true" />
      </div>
      <div id="pane" role="tabpanel" aria-labelledby={`tab-${pane}`} tabIndex={0} class="pane">
        {children}
      </div>
      {inView ? (
        <a class="jump" href="#chart" onClick={(event) => jump(event, 'chart')}>
          To the chart <span aria-hidden="true">↓</span>
        </a>
      ) : (
        <a
          class="jump"
          href="#said"
          onClick={(event) => {
            onPane('cards');
            jump(event, 'said');
          }}
        >
          {summaryOf(answers)} <span aria-hidden="true">↑</span>
        </a>
      )}
    </section>
  );
}

function Count({ answers }: { readonly answers: Answers | undefined }) {
  const cards = answers?.cards.body?.cards;
  return <span class={`count ${worst(answers)}`}>{cards ? cards.length : answers ? '!' : '…'}</span>;
}

function worst(answers: Answers | undefined): string {
  const kinds = answers?.cards.body?.cards.map(({ indicator }) => indicator) ?? [];
  return ['critical', 'warning', 'info'].find((kind) => (kinds as string[]).includes(kind)) ?? 'none';
}

function summaryOf(answers: Answers | undefined): string {
  const cards = answers?.cards.body?.cards;
  if (!cards) return answers ? `HTTP ${answers.cards.status}` : 'Asking …';
  if (cards.length === 0) return 'No card';
  return `${cards.length} ${cards.length === 1 ? 'card' : 'cards'}, ${worst(answers)}`;
}

/** The address holds the case, so that the jump must not go there. */
function jump(event: MouseEvent, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.scrollIntoView({ block: 'start' });
}
