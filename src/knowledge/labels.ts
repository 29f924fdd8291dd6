import type { Conditions, Knowledge } from '../core/model/knowledge.js';

/** An English text of a knowledge file that is shown to people, and where it stands. */
export interface Label {
  readonly text: string;
  readonly file: string;
  readonly key: string;
}

/**
 * Every text that stands in English in the files of rules, causes, orders, services and source attributes: as with gettext,
 * the text itself is the key under which `words/<language>.yaml: labels` translates it. Sources, codes and the log of
 * changes are cited, not translated.
 */
export function* labelsOf(knowledge: Knowledge): Generator<Label> {
  for (const { id, question, when, unless, warning, flags, quiet } of knowledge.rules.values()) {
    const file = `rules/${id}.yaml`;
    yield { text: question, file, key: 'question' };
    yield* conditionLabels(file, 'when', when);
    yield* conditionLabels(file, 'unless', unless);
    yield* conditionLabels(file, 'indicator.warning', warning);
    for (const [place, { label }] of flags.entries())
      yield { text: label, file, key: `flags[${place}].label` };
    for (const one of quiet) yield* conditionLabels(file, `quiet.${one.id}`, one.when);
  }
  for (const { id, moves, evidence, contradicts = [] } of knowledge.causes.values()) {
    const file = `causes/${id}.yaml`;
    for (const [place, { arms }] of moves.entries())
      yield* conditionLabels(file, `moves[${place}].arms`, arms);
    for (const [place, { says }] of evidence.entries())
      yield { text: says, file, key: `evidence[${place}].says` };
    for (const [place, { says }] of contradicts.entries())
      yield { text: says, file, key: `contradicts[${place}].says` };
  }
  for (const { id, when, exceptions } of knowledge.reasons.values()) {
    yield* conditionLabels(`reasons/${id}.yaml`, 'when', when);
    yield* conditionLabels(`reasons/${id}.yaml`, 'exceptions', exceptions);
  }
  for (const { id, when, unless } of knowledge.stages.stages) {
    yield* conditionLabels('stages.yaml', `${id}.when`, when);
    yield* conditionLabels('stages.yaml', `${id}.unless`, unless);
  }
  for (const { id, when, unless } of knowledge.orders.values()) {
    yield* conditionLabels(`orders/${id}.yaml`, 'when', when);
    yield* conditionLabels(`orders/${id}.yaml`, 'unless', unless);
  }
  for (const { id, title, description, usageRequirements } of knowledge.services.values()) {
    const file = `services/${id}.yaml`;
    yield { text: title, file, key: 'title' };
    yield { text: description, file, key: 'description' };
    if (usageRequirements !== undefined) yield { text: usageRequirements, file, key: 'usageRequirements' };
  }
  for (const [place, { attribute, value }] of knowledge.sourceAttributes.entries()) {
    const file = 'source-attributes.yaml';
    yield { text: attribute, file, key: `attributes[${place}].attribute` };
    // What is nothing but a place has no words to translate.
    if (!/^\{\w+\}$/u.test(value)) yield { text: value, file, key: `attributes[${place}].value` };
  }
}

function* conditionLabels(file: string, key: string, conditions: Conditions): Generator<Label> {
  for (const { label } of conditions) yield { text: label, file, key: `${key}.${label}` };
}
