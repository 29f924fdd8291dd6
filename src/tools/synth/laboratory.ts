import type { SynthLaboratory } from '../../core/model/files.generated.js';
import { patched, type Template, templateOf, type Words } from './template.js';
import { type Range, scaleOf, type Test } from './tests.js';

/** How one laboratory writes the results of one test. */
export interface Hand {
  /** By what a value as drawn is multiplied to be in the unit written. */
  readonly scale: number;
  /** The plain resource as this laboratory changes it, with words to fill in. */
  readonly resource: (flag: Flag) => object;
  /** The words of it that are the same on every line. */
  readonly fixed: Words;
  readonly line: (flag: Flag) => Template;
}

/** Whether a result lies outside the range printed beside it; nothing where none is. */
export type Flag = 'none' | 'inside' | 'H' | 'L';

const UCUM = 'http://unitsofmeasure.org';
const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** What a laboratory of `synthetic.yaml` writes for a test. */
export function handOf(laboratory: SynthLaboratory, test: Test): Hand {
  const { system, as, local, codes, units, patch = {} } = laboratory;
  const chosen = test.codes.find((one) => one.system === system) ?? test.codes[0];
  const unit = units?.[test.id] ?? test.unit;
  const coding =
    local !== undefined && test.kind !== 'other'
      ? { system: local, code: codes?.[test.id] ?? test.id.toUpperCase(), display: capital(test.name) }
      : { ...chosen, system: as ?? chosen?.system };
  const fixed: Words = {
    system: coding.system,
    code: coding.code ?? '',
    display: coding.display ?? test.name,
    name: capital(test.name),
    unit,
    UNIT: unit.toUpperCase(),
  };
  const resource = (flag: Flag): object => patched(plainResource(test.kind, unit, flag), patch) as object;
  const lines = new Map<Flag, Template>();
  return {
    scale: scaleOf(test.lab, test.unit, unit),
    resource,
    fixed,
    line(flag) {
      const known = lines.get(flag) ?? templateOf(resource(flag), fixed);
      lines.set(flag, known);
      return known;
    },
  };
}

/** A result as FHIR R4 and the profiles of laboratories have it. */
function plainResource(kind: Test['kind'], unit: string, flag: Flag): object {
  const quantity = { unit: '$unit', system: UCUM, code: '$unit' };
  return {
    resourceType: 'Observation',
    id: '$id',
    status: 'final',
    ...(kind !== 'other' && { category: [{ coding: [{ system: CATEGORIES, code: 'laboratory' }] }] }),
    code: { coding: [{ system: '$system', code: '$code', display: '$display' }], text: '$name' },
    subject: { reference: 'Patient/$patient' },
    effectiveDateTime: '$time',
    issued: '$issued',
    valueQuantity: { value: '#number', ...(unit !== '' && quantity) },
    ...((flag === 'H' || flag === 'L') && {
      interpretation: [{ coding: [{ system: FLAGS, code: flag }] }],
    }),
    ...(flag !== 'none' && {
      referenceRange: [
        {
          low: { value: '#low', ...(unit !== '' && quantity) },
          high: { value: '#high', ...(unit !== '' && quantity) },
        },
      ],
    }),
  };
}

/** Which flag goes beside a value; both as drawn. */
export function flagOf(value: number, range: Range | undefined): Flag {
  if (!range) return 'none';
  return value > range.high ? 'H' : value < range.low ? 'L' : 'inside';
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
