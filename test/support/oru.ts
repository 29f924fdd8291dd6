/** Writes a record's results as HL7 v2: an ORU^R01 in the usual marks, the way a laboratory would send them. */

const MARKS: Readonly<Record<string, string>> = { '\\': 'E', '|': 'F', '^': 'S', '&': 'T', '~': 'R' };

function escaped(text: string): string {
  return text.replace(/[\\|^&~]/gu, (mark) => `\\${MARKS[mark]!}\\`).replaceAll('\n', '\\.br\\');
}

function line(name: string, fields: Readonly<Record<number, string | undefined>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|');
}

/** `2026-11-20T07:45:00+01:00` as `20261120074500+0100`. */
function time(date = ''): string {
  return date.replaceAll(/[-:T](?=\d\d)/gu, '').replace(/([+-])?(\d\d)(\d\d)$/u, '$1$2$3');
}

const SYSTEMS: Readonly<Record<string, string>> = {
  'http://loinc.org': 'LN',
  'http://snomed.info/sct': 'SCT',
};

function coded({ coding = [], text }: fhir4.CodeableConcept): string {
  const triplets = coding
    .slice(0, 2)
    .flatMap(({ code = '', display = '', system = '' }) => [code, display, SYSTEMS[system] ?? system]);
  const parts = coding.length === 0 ? ['', text ?? ''] : triplets;
  return parts.map(escaped).join('^').replace(/\^+$/u, '');
}

const STATUSES: Readonly<Record<string, string>> = {
  final: 'F',
  corrected: 'C',
  amended: 'A',
  preliminary: 'P',
  registered: 'I',
  cancelled: 'X',
  'entered-in-error': 'D',
};

function valueOf(one: fhir4.Observation): readonly [type: string, value: string, unit: string] {
  const { valueQuantity, valueCodeableConcept, valueString } = one;
  if (valueQuantity) {
    const { value, comparator, unit = '', code } = valueQuantity;
    const units = code === undefined ? escaped(unit) : `${escaped(code)}^${escaped(unit)}^UCUM`;
    return comparator ? ['SN', `${comparator}^${String(value)}`, units] : ['NM', String(value), units];
  }
  if (valueCodeableConcept) {
    const { coding, text = '' } = valueCodeableConcept;
    return coding ? ['CWE', coded(valueCodeableConcept), ''] : ['ST', escaped(text), ''];
  }
  return ['ST', escaped(valueString ?? ''), ''];
}

function rangeOf([range]: readonly fhir4.ObservationReferenceRange[] = []): string {
  const { low, high, text } = range ?? {};
  if (text !== undefined) return escaped(text);
  if (high === undefined) return low === undefined ? '' : `>=${String(low.value)}`;
  return low === undefined ? `<=${String(high.value)}` : `${String(low.value)}-${String(high.value)}`;
}

function flagsOf(flags: readonly fhir4.CodeableConcept[] = []): string {
  return flags.map(({ coding, text = '' }) => escaped(coding?.[0]?.code ?? text)).join('~');
}

/**
 * A message with this result. The patient's id is its number of the authority CLINIC; versions of one result, which share an identifier, are of
 * one report.
 */
export function oruOf(patient: fhir4.Patient, one: fhir4.Observation): Buffer {
  const sex = { male: 'M', female: 'F', other: 'O', unknown: 'U' }[patient.gender ?? 'unknown'];
  const [type, value, units] = valueOf(one);
  const segments = [
    'MSH|^~\\&|LIS|LAB|HEPACUE|CLINIC|20261122070000+0100||ORU^R01^ORU_R01|V1|P|2.5.1||||||UNICODE UTF-8',
    line('PID', {
      1: '1',
      3: `${escaped(patient.id ?? '')}^^^CLINIC^MR`,
      7: time(patient.birthDate),
      8: patient.gender && sex,
    }),
    line('OBR', {
      1: '1',
      3: `${escaped(one.identifier?.[0]?.value ?? one.id ?? '')}^LAB`,
      4: 'PANEL',
      7: time(one.effectiveDateTime),
      22: time(one.issued),
    }),
    line('OBX', {
      1: '1',
      2: type,
      3: coded(one.code),
      5: value,
      6: units,
      7: rangeOf(one.referenceRange),
      8: flagsOf(one.interpretation),
      11: STATUSES[one.status],
      14: time(one.effectiveDateTime),
    }),
  ];
  return Buffer.from(`${segments.join('\r')}\r`);
}
