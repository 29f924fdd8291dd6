import type { Lab } from '../core/model/knowledge.js';
import { type CaseWords, daysAgo, partsOf } from './case-words.js';

const RESULT =
  /^(?<lab>[a-z0-9-]+) (?:(?<outcome>positive|negative|done)|text (?<text>.+)|(?<comparator>[<>]=?)?(?<value>\d+(?:\.\d+)?)(?: (?<unit>.+))?)$/u;

/** `ferritin >620 ng/mL, limit 30-400, flag H, corrected, 20 days ago, from Lab B`; `anti-hcv text Non Reactive`. */
export function observationOf(line: string, index: number, words: CaseWords): fhir4.Observation {
  const [first = '', ...parts] = partsOf(line);
  const groups = RESULT.exec(first)?.groups;
  const lab = words.knowledge.labs.get(groups?.['lab'] ?? '');
  if (!groups || !lab) throw new Error(`not a result: ${line}`);
  const { outcome, text, comparator, value, unit } = groups;
  const observation: fhir4.Observation = {
    resourceType: 'Observation',
    id: `${lab.id}-${String(index)}`,
    status: 'final',
    code: { coding: [codeFor(lab, unit)] },
    subject: words.subject,
    effectiveDateTime: words.day(0),
  };
  if (outcome === 'positive' || outcome === 'negative')
    observation.valueCodeableConcept = {
      coding: [...(lab[outcome]?.codes.slice(0, 1) ?? [])].map(({ system, code }) => ({ system, code })),
    };
  if (outcome === 'done') observation.valueString = 'done';
  if (text !== undefined) observation.valueCodeableConcept = { text };
  if (value !== undefined) {
    observation.valueQuantity = {
      value: Number(value),
      ...(comparator !== undefined && { comparator: comparator as '>' }),
      ...(unit !== undefined && { unit, system: 'http://unitsofmeasure.org', code: unit }),
    };
  }
  for (const part of parts) qualify(observation, part, lab, words);
  return observation;
}

function qualify(observation: fhir4.Observation, part: string, lab: Lab, words: CaseWords): void {
  const { value: _value, comparator: _comparator, ...unit } = observation.valueQuantity ?? {};
  const [word = '', argument = ''] = part.split(' ');
  const days = daysAgo(part);
  if (days !== undefined) observation.effectiveDateTime = words.day(days);
  else if (word === 'limit') {
    const [low, high] = argument.includes('-') ? argument.split('-') : [undefined, argument];
    observation.referenceRange = [
      {
        ...(low !== undefined && { low: { value: Number(low), ...unit } }),
        high: { value: Number(high), ...unit },
      },
    ];
  } else if (word === 'flag')
    observation.interpretation = [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: argument },
        ],
      },
    ];
  else if (word === 'version') {
    observation.meta = { versionId: argument };
    // Versions of one result, sent as resources of their own, share the laboratory's identifier.
    observation.identifier = [
      { system: 'urn:example:result', value: observation.code.coding?.[0]?.code ?? '' },
    ];
  } else if (word === 'from') observation.performer = [{ display: part.slice('from '.length) }];
  else if (word === 'code') {
    const coding = lab.codes.find(({ code }) => code === argument);
    if (!coding) throw new Error(`${lab.id} has no code ${argument}`);
    observation.code = { coding: [{ system: coding.system, code: coding.code }] };
  } else observation.status = part as 'final';
}

/** The molar code of a lab for a molar unit, else its first. */
function codeFor(lab: Lab, unit = ''): fhir4.Coding {
  const molar =
    unit.includes('mol/') &&
    lab.codes.find(
      ({ display }) => /moles|sCnc/u.test(display.replace('Moles', 'moles')) && !display.includes('Mass'),
    );
  const coding = (molar === false ? undefined : molar) ?? lab.codes[0];
  return { system: coding?.system ?? '', code: coding?.code ?? '' };
}
