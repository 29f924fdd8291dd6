import { type Action, sourceOf } from './conditions.js';

/** A list of the rule as an action with one action for each entry. */
export function addGroup(
  card: Action,
  part: string,
  title: string,
  entries: readonly (Action & { id: string })[],
  more: Partial<Action> = {},
): void {
  if (entries.length === 0) return;
  const action = entries.map((entry) => ({ ...entry, id: named(part, entry.id) }));
  card.action = [...(card.action ?? []), { id: part, title, ...more, action }];
}

/** The entries again, each with its own id. */
export function groupOf(card: Action, part: string): (Action & { id: string })[] | undefined {
  const group = card.action?.find(({ id }) => id === part);
  return group?.action?.map((action) => ({ ...action, id: nameIn(part, action.id) }));
}

/** The one condition of an action without its label. */
export function whenOf({ condition: [first] = [] }: Action): string {
  return sourceOf(first?.expression ?? { language: '' });
}

/** Ids of elements are unique in a resource: the list an entry is from, and its own. */
export function named(part: string, name: string): string {
  return `${part}.${name}`;
}

export function nameIn(part: string, id = ''): string {
  return id.startsWith(`${part}.`) ? id.slice(part.length + 1) : '';
}
