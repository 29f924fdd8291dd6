/** Notes a problem: file relative to the knowledge folder, key inside it, what is wrong. */
export type Report = (file: string, key: string, message: string) => void;

/** The knowledge must not be used. `problems` are all that were found, each `file: key: message`. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`the knowledge files have ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Runs one stage of the start; a stage builds on a clean one before it. */
export function stage<T>(run: (report: Report) => T): T {
  const problems = new Set<string>();
  const result = run((file, key, message) => {
    problems.add([file, key, message].filter((part) => part !== '').join(': '));
  });
  if (problems.size > 0) throw new KnowledgeError([...problems]);
  return result;
}
