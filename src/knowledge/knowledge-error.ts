/** Notes a problem: file relative to the knowledge folder, key inside it, what is wrong. */
export type Report = (file: string, key: string, message: string) => void;

export interface Problem {
  readonly file: string;
  readonly key: string;
  readonly message: string;
}

/** The knowledge must not be used. `problems` are all that were found, each `file: key: message`. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly problems: readonly string[];
  readonly found: readonly Problem[];

  constructor(found: readonly Problem[]) {
    const problems = found.map(sentence);
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`the knowledge files have ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
    this.found = found;
  }
}

function sentence({ file, key, message }: Problem): string {
  return [file, key, message].filter((part) => part !== '').join(': ');
}

/** Runs one stage of the start; a stage builds on a clean one before it. */
export function stage<T>(run: (report: Report) => T): T {
  const found = new Map<string, Problem>();
  const result = run((file, key, message) => {
    const problem = { file, key, message };
    found.set(sentence(problem), problem);
  });
  if (found.size > 0) throw new KnowledgeError([...found.values()]);
  return result;
}
