import { type Engine, type Expression, ExpressionError, Expressions } from '../core/language/expression.js';
import type {
  Cause,
  Fact,
  Figure,
  Knowledge,
  Move,
  Order,
  Reason,
  Stages,
  Words,
  WordsFile,
} from '../core/model/knowledge.js';
import type { CauseFile, FactFile, Files, OrderFile, ReasonFile, StagesFile } from './files.js';
import { buildRule, type Compile, conditions } from './build-rule.js';
import { buildService } from './build-service.js';
import type { Report } from './knowledge-error.js';
import { checkName, type Names } from './names.js';
import { ENGLISH } from './wanted-words.js';

/** An expression and where it is written. */
export interface Written {
  readonly file: string;
  readonly key: string;
  readonly expression: Expression;
}

/** Stands in for an expression that does not compile; the stage stops anyway. */
const NOTHING = '{}';

/** Compiles every expression and checks the names it reads and the numbers it holds. */
export function compileFiles(
  files: Files,
  names: Names,
  engine: Engine,
  report: Report,
): { readonly knowledge: Knowledge; readonly written: readonly Written[] } {
  const written: Written[] = [];
  const expressions = new Expressions(engine);
  const inFile = <File extends { readonly id: string; readonly numbers: readonly Figure[] }, T>(
    folder: string,
    build: (data: File, at: Compile) => T,
  ): ((data: File) => T) => {
    return (data) => {
      const file = `${folder === '' ? '' : `${folder}/`}${data.id}.yaml`;
      const own: Written[] = [];
      const built = build(data, (key, source) => {
        const expression = compileAt(file, key, source, expressions, report);
        for (const name of expression.uses) {
          const problem = checkName(name, names, folder === '' ? data.id : folder);
          if (problem !== undefined) report(file, key, problem);
        }
        own.push({ file, key, expression });
        return expression;
      });
      checkNumbers(file, data.numbers, own, report);
      written.push(...own);
      return built;
    };
  };
  const knowledge: Knowledge = {
    release: files.release,
    changes: files.changes,
    sourceAttributes: files.sourceAttributes,
    labs: files.labs,
    valueSets: files['value-sets'],
    facts: mapValues(files.facts, inFile('facts', buildFact)),
    reasons: mapValues(files.reasons, inFile('reasons', buildReason)),
    stages: inFile('', buildStages)({ ...files.stages, id: 'stages' }),
    quiet: files.quiet,
    causes: mapValues(files.causes, inFile('causes', buildCause)),
    orders: mapValues(files.orders, inFile('orders', buildOrder)),
    rules: mapValues(files.rules, inFile('rules', buildRule)),
    sources: files.sources,
    services: mapValues(files.services, (file) => buildService(file, files.labs)),
    experiments: files.experiments,
    clients: files.clients,
    words: mapValues(files.words, sentencesOf),
    unreviewed: new Set(
      [...files.words].flatMap(([language, { reviewed }]) =>
        language === ENGLISH || reviewed === true ? [] : [language],
      ),
    ),
    names: expressions.names,
  };
  return { knowledge, written };
}

/** A language file without what is said of it. */
function sentencesOf({ reviewed: _, ...groups }: WordsFile): Words {
  return groups as Words;
}

function compileAt(
  file: string,
  key: string,
  source: string,
  expressions: Expressions,
  report: Report,
): Expression {
  try {
    return expressions.compile(source);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    report(file, key, error.message);
    return expressions.compile(NOTHING);
  }
}

function buildFact({ value, category, reason, ...rest }: FactFile, at: Compile): Fact {
  return {
    ...rest,
    value: at('value', value),
    ...(category !== undefined && { category: at('category', category) }),
    ...(reason !== undefined && { reason: at('reason', reason) }),
  };
}

function buildCause({ start, moves, ...rest }: CauseFile, at: Compile): Cause {
  return {
    ...rest,
    start: start.map(({ when, ...entry }, place) => ({
      ...entry,
      ...(when !== undefined && { when: at(`start[${place}].when`, when) }),
    })),
    moves: moves.map(({ arms, ...move }, place): Move => ({
      ...move,
      arms: arms.map(({ label, when }, arm) => ({
        label,
        expression: at(`moves[${place}].arms[${arm}].when`, when),
      })),
    })),
  };
}

function buildReason({ when, exceptions, ...rest }: ReasonFile, at: Compile): Reason {
  return {
    ...rest,
    when: conditions('when', when, at),
    exceptions: conditions('exceptions', exceptions, at),
  };
}

function buildStages(
  { stages, numbers, because }: StagesFile & { readonly id: string },
  at: Compile,
): Stages {
  return {
    numbers,
    because,
    stages: stages.map(({ when, unless, ...rest }) => ({
      ...rest,
      when: conditions(`${rest.id}.when`, when, at),
      unless: conditions(`${rest.id}.unless`, unless, at),
    })),
  };
}

function buildOrder({ when, unless, urgent, ...rest }: OrderFile, at: Compile): Order {
  return {
    ...rest,
    when: conditions('when', when, at),
    unless: conditions('unless', unless, at),
    ...(urgent && { urgent: { ...urgent, when: at('urgent.when', urgent.when) } }),
  };
}

/** Every number in an expression has its entry with a source, and every entry its number. */
function checkNumbers(
  file: string,
  figures: readonly Figure[],
  own: readonly Written[],
  report: Report,
): void {
  const used = new Set<Figure>();
  for (const { key, expression } of own)
    for (const { value, unit } of expression.numbers) {
      if (unit === undefined && (value === 0 || value === 1)) continue;
      const proofs = figures.filter(
        (figure) => figure.value === value && (unit === undefined || figure.unit === unit),
      );
      for (const figure of proofs) used.add(figure);
      if (proofs.length === 0) report(file, key, `${quantity(value, unit)} has no entry in numbers`);
    }
  for (const [place, figure] of figures.entries())
    if (!used.has(figure))
      report(
        file,
        `numbers[${place}]`,
        `${quantity(figure.value, figure.unit)} is in no expression of this file`,
      );
}

function quantity(value: number, unit: string | undefined): string {
  return unit === undefined ? String(value) : `${value} '${unit}'`;
}

function mapValues<From, To>(map: ReadonlyMap<string, From>, build: (value: From) => To): Map<string, To> {
  return new Map([...map].map(([id, value]) => [id, build(value)]));
}
