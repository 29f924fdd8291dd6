import { useRef } from 'preact/hooks';
import type { Explanation, Lab } from '../api.js';
import type { Choice } from './choice.js';
import { ChoiceField, TextField } from './field.js';
import { placeOf, type Placed } from '../../parts/request.js';
import { fieldsOf, labOf, nameOf, type ResultFields, settled, withField } from './result.js';

/** Spellings that no laboratory test of the service takes, to see that a unit is never guessed. */
const WRONG_UNITS = ['', 'mmol/L', 'IU/mL', 'g/L', '%'];
const COMPARATORS = ['', '<', '<=', '>=', '>'];
const FLAGS: Readonly<Record<string, string>> = {
  '': 'none',
  N: 'N normal',
  H: 'H high',
  HH: 'HH very high',
  L: 'L low',
  LL: 'LL very low',
  A: 'A abnormal',
};
const STATUSES = [
  'final',
  'preliminary',
  'corrected',
  'amended',
  'registered',
  'cancelled',
  'entered-in-error',
  'unknown',
];

/** One result as a line of a lab screen, with what the service makes of it. */
export function ResultLine({
  placed,
  labs,
  explained,
  isNew,
  onChange,
  onRemove,
}: {
  readonly placed: Placed<fhir4.Observation>;
  readonly labs: readonly Lab[];
  readonly explained: Explanation | undefined;
  /** Just added: its value is what comes next. */
  readonly isNew: boolean;
  readonly onChange: (observation: fhir4.Observation) => void;
  readonly onRemove: () => void;
}) {
  const { resource, path } = placed;
  const lab = labOf(resource, labs);
  const name = nameOf(resource, lab);
  const fields = fieldsOf(resource);
  const lastUnit = useRef(fields.unit);
  if (fields.unit !== '') lastUnit.current = fields.unit;
  const set =
    (field: keyof ResultFields) =>
    (text: string): void =>
      onChange(withField(resource, field, text, lab, lastUnit.current));
  const isCoded = lab?.kind === 'coded';
  return (
    <li class="result">
      <div class="result-name">
        <b>{name}</b>
        {lab === undefined && <span class="mark unknown">not on the lists</span>}
        <Judged from={placeOf(path)} explained={explained} />
      </div>
      <div class={isCoded ? 'result-value coded' : 'result-value'}>
        {!isCoded && (
          <ChoiceField
            label={`${name}: comparator`}
            value={fields.comparator}
            choices={COMPARATORS.map((value) => ({ value, label: value === '' ? '=' : value }))}
            onChange={set('comparator')}
          />
        )}
        <TextField
          label={`${name}: value`}
          value={fields.value}
          settled={settled}
          numeric={!isCoded}
          focused={isNew}
          onChange={set('value')}
          {...(isCoded && { list: ['Positive', 'Negative', 'Indeterminate'] })}
        />
        {!isCoded && (
          <ChoiceField
            label={`${name}: unit`}
            value={fields.unit}
            choices={unitChoices(lab)}
            onChange={set('unit')}
          />
        )}
      </div>
      <fieldset class="result-rest">
        <legend class="hidden">{name}: what came with it</legend>
        {!isCoded && (
          <div class="range" role="group" aria-label="Laboratory range">
            <span>Range</span>
            <TextField label={`${name}: lower limit`} value={fields.low} numeric onChange={set('low')} />
            <span aria-hidden="true">–</span>
            <TextField label={`${name}: upper limit`} value={fields.high} numeric onChange={set('high')} />
          </div>
        )}
        <Captioned text="Flag">
          <ChoiceField
            label={`${name}: flag`}
            value={fields.flag}
            choices={Object.entries(FLAGS).map(([value, label]) => ({ value, label }))}
            onChange={set('flag')}
          />
        </Captioned>
        <Captioned text="Status">
          <ChoiceField
            label={`${name}: status`}
            value={fields.status}
            choices={STATUSES.map((value) => ({ value, label: value }))}
            onChange={set('status')}
          />
        </Captioned>
        <Captioned text="Date">
          <TextField label={`${name}: date`} type="date" value={fields.date} onChange={set('date')} />
        </Captioned>
      </fieldset>
      <button type="button" class="button quiet remove" aria-label={`Remove ${name}`} onClick={onRemove}>
        ✕
      </button>
    </li>
  );
}

function Captioned({
  text,
  children,
}: {
  readonly text: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <div class="captioned">
      <span aria-hidden="true">{text}</span>
      {children}
    </div>
  );
}

function Judged({ from, explained }: { readonly from: string; readonly explained: Explanation | undefined }) {
  const reading = explained?.readings.find((one) => one.from === from);
  if (reading?.raised === 'yes') return <span class="mark alert">raised{above(reading)}</span>;
  if (reading?.raised === 'no') return <span class="mark">not raised</span>;
  if (reading?.why !== undefined || (reading?.comparator !== undefined && reading.limit !== undefined))
    return <span class="mark unknown">cannot be told</span>;
  if (reading) return <span class="mark">{reading.result ?? 'read'}</span>;
  if (explained?.setAside.some((one) => one.from === from))
    return <span class="mark unknown">set aside</span>;
  // An older one, or one that was withdrawn.
  return explained ? <span class="mark">not used</span> : null;
}

function above({ limit, unit = '' }: Explanation['readings'][number]): string {
  return limit?.value === undefined ? '' : `: above ${Number(limit.value.toPrecision(4))} ${unit}`;
}

function unitChoices(lab: Lab | undefined): Choice[] {
  const accepted = [...new Set([lab?.unit ?? '', ...(lab?.units ?? []).flatMap(({ as }) => as)])].filter(
    Boolean,
  );
  return [
    ...accepted.map((value) => ({ value, label: value, group: 'Read' })),
    ...WRONG_UNITS.filter((value) => !accepted.includes(value)).map((value) => ({
      value,
      label: value === '' ? 'no unit' : value,
      group: 'Not read',
    })),
  ];
}
