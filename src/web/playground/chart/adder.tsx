import { useRef, useState } from 'preact/hooks';
import type { Choice } from './choice.js';
import { ChoiceField } from './field.js';

/** Something is chosen, then added: going through a list with the keyboard adds nothing. */
export function Adder({
  label,
  prompt,
  choices,
  onAdd,
}: {
  readonly label: string;
  readonly prompt: string;
  readonly choices: readonly Choice[];
  readonly onAdd: (value: string) => void;
}) {
  const [chosen, setChosen] = useState('');
  const row = useRef<HTMLSpanElement>(null);
  return (
    <span class="add-row" ref={row}>
      <ChoiceField
        label={label}
        value={chosen}
        choices={[{ value: '', label: prompt }, ...choices]}
        onChange={setChosen}
      />
      <button
        type="button"
        class="button"
        aria-label={`Add to ${label.toLowerCase()}`}
        disabled={chosen === ''}
        onClick={() => {
          onAdd(chosen);
          setChosen('');
          row.current?.querySelector('select')?.focus();
        }}
      >
        Add
      </button>
    </span>
  );
}
