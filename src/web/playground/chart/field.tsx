import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from './choice.js';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A text field named for screen readers alone; its column says it to the others. What is typed stays until it means something else. */
export function TextField({
  label,
  value,
  onChange,
  settled = (text) => text,
  type = 'text',
  list,
  numeric = false,
  focused = false,
}: FieldProps & {
  /** What a text becomes once it is taken over. */
  readonly settled?: (text: string) => string;
  readonly type?: 'text' | 'date';
  readonly list?: readonly string[];
  readonly numeric?: boolean;
  /** Takes the focus when it appears. */
  readonly focused?: boolean;
}) {
  const [draft, setDraft] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, []);
  useEffect(() => {
    if (settled(draft) !== value) setDraft(value);
  }, [value]);
  const suggestions = list && `${label.replaceAll(/\W+/gu, '-')}-list`;
  return (
    <>
      <input
        ref={input}
        class="field"
        type={type}
        aria-label={label}
        value={draft}
        list={suggestions}
        inputMode={numeric ? 'decimal' : undefined}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => {
          setDraft(currentTarget.value);
          onChange(currentTarget.value);
        }}
        onBlur={() => setDraft(value)}
      />
      {list && (
        <datalist id={suggestions}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** A list to choose from, in groups where there are any; a value that is not on the list is shown as received. */
export function ChoiceField({
  label,
  value,
  choices,
  onChange,
}: FieldProps & { readonly choices: readonly Choice[] }) {
  const groups = [...new Set(choices.map(({ group }) => group))];
  const known = choices.some((one) => one.value === value);
  return (
    <select
      class="field"
      aria-label={label}
      value={value}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {!known && <option value={value}>{value === '' ? '–' : value}</option>}
      {groups.map((group) => {
        const options = choices
          .filter((one) => one.group === group)
          .map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ));
        return group === undefined ? options : <optgroup label={group}>{options}</optgroup>;
      })}
    </select>
  );
}
