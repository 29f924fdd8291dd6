import { parse } from 'yaml';

/** What of an OpenAPI 3.1 document the reference reads. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly [limit: string]: unknown;
}

export interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly example?: unknown;
}

export interface Body {
  readonly description?: string;
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, Media>>;
  readonly headers?: Readonly<Record<string, Referable<{ readonly description?: string }>>>;
}

export type Referable<T> = T | { readonly $ref: string };

export interface Operation {
  readonly tags?: readonly string[];
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Referable<Parameter>[];
  readonly requestBody?: Referable<Body>;
  readonly responses?: Readonly<Record<string, Referable<Body>>>;
}

export type PathItem = Readonly<Partial<Record<Method, Operation>>> & {
  readonly parameters?: readonly Referable<Parameter>[];
};

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

export interface Description {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Body>>;
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly requestBodies?: Readonly<Record<string, Body>>;
    readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
    readonly securitySchemes?: Readonly<Record<string, { readonly description?: string }>>;
  };
}

/** The description of our own interface, as linted. */
export function readDescription(text: string): Description {
  return parse(text) as Description;
}

/** What a reference in the description points to. */
export function follow<T extends object>(one: Referable<T>, description: Description): T {
  if (!('$ref' in one) || typeof one.$ref !== 'string') return one as T;
  const target = one.$ref
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], description);
  return target as T;
}

/** The last part of a reference: the name of what it points to. */
export function nameIn(one: object): string | undefined {
  return '$ref' in one && typeof one.$ref === 'string' ? one.$ref.split('/').at(-1) : undefined;
}
