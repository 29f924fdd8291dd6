import type { Engine } from '../core/language/expression.js';
import { fhirpathEngine } from '../core/language/fhirpath.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { type Built, knowledgeOf } from './built.js';
import { checkCircles } from './checks/check-circles.js';
import { checkClients } from './checks/check-clients.js';
import { checkExperiments } from './checks/check-experiments.js';
import { checkIds } from './checks/check-ids.js';
import { checkLiterals } from './checks/check-literals.js';
import { checkPartners } from './checks/check-partners.js';
import { checkPlausible } from './checks/check-plausible.js';
import { checkQuiet } from './checks/check-quiet.js';
import { checkRanges } from './checks/check-ranges.js';
import { checkRedFlags } from './checks/check-red-flags.js';
import { checkSignOff } from './checks/check-sign-off.js';
import { checkSpokenNumbers } from './checks/check-spoken-numbers.js';
import { checkWords } from './checks/check-words.js';
import { compileFiles } from './compile-files.js';
import type { Files } from './files.js';
import { deepFreeze } from './freeze.js';
import { stage } from './knowledge-error.js';
import { lateEngine } from './late-engine.js';
import { namesOf } from './names.js';
import { type ReadBefore, readClients, readFiles } from './read-files.js';
import { tryExpressions } from './checks/try-expressions.js';

export { KnowledgeError } from './knowledge-error.js';

/**
 * Reads the knowledge folder: files → schema → ids, names, numbers → every expression tried once → frozen.
 * @param clients a folder to read instead of its `clients/`
 * @param built what is known of the folder already; its clients are all that is read then
 * @param before shared by those who load more than one folder
 * @throws KnowledgeError with every problem of the first stage that has any.
 */
export function loadKnowledge(
  folder: string,
  clients?: string,
  built?: Built,
  before?: ReadBefore,
): Knowledge {
  if (!built) return compileKnowledge(stage((report) => readFiles(folder, report, clients, before)));
  if (clients === undefined) return knowledgeOf(built);
  // What a client agrees to may name anything, so all is held together again; expressions know no client and are not tried again.
  const files = { ...built.files, clients: stage((report) => readClients(clients, report)) };
  return deepFreeze(checked(files, lateEngine(built.trees)).knowledge);
}

/**
 * What comes after reading: checked, compiled, tried, frozen.
 * @throws KnowledgeError as `loadKnowledge`
 */
export function compileKnowledge(files: Files): Knowledge {
  const { knowledge, written } = checked(files, fhirpathEngine);
  stage((report) => {
    tryExpressions(written, knowledge, report);
  });
  return deepFreeze(knowledge);
}

function checked(files: Files, engine: Engine): ReturnType<typeof compileFiles> {
  const compiled = asWritten(files, engine);
  stage((report) => {
    checkExperiments(compiled.knowledge, report);
  });
  return compiled;
}

function asWritten(files: Files, engine: Engine): ReturnType<typeof compileFiles> {
  return stage((report) => {
    checkIds(files, report);
    checkPartners(files, report);
    checkPlausible(files, report);
    checkClients(files, report);
    checkSignOff(files, report);
    checkQuiet(files, report);
    const compiled = compileFiles(files, namesOf(files, report), engine, report);
    checkCircles(compiled.knowledge.facts, report);
    checkRanges(compiled.knowledge, report);
    checkRedFlags(compiled.knowledge, report);
    checkLiterals(compiled.written, compiled.knowledge, report);
    checkWords(compiled.knowledge, report);
    checkSpokenNumbers(compiled.knowledge, report);
    return compiled;
  });
}
