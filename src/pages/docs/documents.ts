/** A file in Markdown that is served as a page. */
export interface Document {
  /** Where it lies, from the root of the program: what links in it are resolved from. */
  readonly path: string;
  /** The last part of the address of its page. */
  readonly address: string;
  readonly title: string;
  readonly text: string;
}

/** A picture that a document shows. */
export interface Picture {
  readonly address: string;
  readonly type: string;
  readonly content: Buffer;
}

/** All that is served of them, by where it lies. Nothing else can be asked for. */
export interface Documents {
  readonly documents: ReadonlyMap<string, Document>;
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** `docs/govern.md` is `govern`; a document that lies elsewhere has its folder before its name. */
export function addressOf(path: string): string {
  return path
    .replace(/^docs\//u, '')
    .replace(/\.md$/u, '')
    .replace(/^\./u, '')
    .replaceAll('/', '-')
    .toLowerCase();
}

/** Where a link of a document leads, from the root; what would lead out of it is not there. */
export function resolved(from: string, link: string): string | undefined {
  const parts = from.split('/').slice(0, -1);
  for (const part of link.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
