import type { Knowledge } from '../../core/model/knowledge.js';
import { joined, markup, type Part } from '../markup.js';
import { list, type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';

/** What a user's answer to a card makes quiet for that patient, for how long, and what speaks all the same. */
export function toldSection(
  { quiet, rules }: Knowledge,
  { say, name, label, figure, refs }: Renderer,
): Section {
  const { overrides, never, change, unchanged, accepted, because } = quiet;
  const questions = (ids: readonly string[]): Part =>
    joined(
      ids.map((id) => label(rules.get(id)?.question ?? id)),
      '; ',
    );
  const rows: Part[][] = [
    ...overrides.map(({ reason, rules: only, info, warning }) => [
      only
        ? markup`${name('overrideReasons', reason)} <span class="soft">(${questions(only)})</span>`
        : name('overrideReasons', reason),
      figure(info),
      warning ? figure(warning) : say('toldNothing'),
    ]),
    ...never.map((code) => [name('overrideReasons', code), say('toldNothing'), say('toldNothing')]),
  ];
  const columns = ['toldReason', 'toldInfo', 'toldWarning'].map((key) => ({ head: say(key) }));
  return {
    id: 'told',
    title: say('toldTitle'),
    body: [
      markup`<p>${say('toldIntro')}</p>`,
      table(columns, rows),
      markup`<p>${say('toldDespite')}</p>`,
      list([
        markup`${say('toldChange')} ${figure(change)}`,
        say('toldLimit'),
        say('toldOpen'),
        say('toldFlags'),
      ]),
      markup`<p>${say('toldSame')} ${figure(unchanged.after)} ${say('toldUntil')} ${figure(unchanged.within)}</p>
<p>${say('toldAccepted')} ${figure(accepted.atMost)}</p>
<p class="meta">${say('basis')} ${refs(because)}</p>`,
    ],
  };
}
