/** A node of fhirpath.js's parse tree. */
export interface Node {
  readonly type: string;
  readonly text?: string;
  /** The name of a variable or function written between quotes. */
  readonly delimitedText?: string;
  readonly value?: string;
  readonly unit?: string;
  readonly children?: readonly Node[];
}

/** The node and everything below it. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

/** The name of a variable or function, without the quotes it may stand in. */
export function nameIn({ text, delimitedText }: Node): string {
  return (text ?? delimitedText ?? '').replaceAll(/[`']/gu, '');
}
