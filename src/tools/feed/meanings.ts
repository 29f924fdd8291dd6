/** Why a result is set aside: no card says it, so that the words stand here. */
const ASIDE: Readonly<Record<string, string>> = {
  malformed: 'Not the shape FHIR R4 gives it, at the element named.',
  'element-malformed': 'That element was left out; the rest was read.',
  'too-large': 'More repetitions, or longer ones, than any result has.',
  'other-patient': 'Its subject is no patient that the sample tells of: not read for anybody.',
  'no-subject': 'It does not say whose it is: not read for anybody.',
  'look-alike':
    'It carries a code of something else that is easily taken for this test: a goal, another specimen.',
  'no value of its own':
    'Nothing to read: it only holds others together, or gives a reason for having no value.',
  'no-result': 'Nothing in it counts as a result.',
};

/**
 * What a reason means: for a remark, the sentence that a card says, with dots for what came with a result.
 * @param sentences the remarks of a language
 */
export function meaningOf(kind: string, sentences: Readonly<Record<string, string>>): string | undefined {
  const [plain = kind] = kind.split(' at ');
  if (plain.startsWith('status ')) return 'Withdrawn, or not final yet.';
  const own = Object.hasOwn(ASIDE, plain) ? ASIDE[plain] : undefined;
  if (own !== undefined) return own;
  const sentence = Object.hasOwn(sentences, kind) ? sentences[kind] : undefined;
  return sentence
    ?.replace(/^A \{lab\} result/u, 'The result')
    .replace(/^\{Lab\} results/u, 'Results')
    .replaceAll('{Lab}', 'The result')
    .replaceAll('{lab}', 'this test')
    .replaceAll(/\s*\(\{[a-z]+\}\)/gu, '')
    .replaceAll(/\s+of \{day\}/gu, '')
    .replaceAll(/\{[a-z]+\}/giu, '…');
}
