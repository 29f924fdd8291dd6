import type { Card } from '../../core/model/advice.js';
import type { Explanation as Reasoning } from '../../core/model/explanation.js';

// What the service tells of itself and of an answer.

export type { Card };

/** A CDS service, as discovery offers it. */
export interface Service {
  readonly id: string;
  readonly hook: string;
  readonly title?: string;
  readonly description: string;
  readonly prefetch?: Readonly<Record<string, string>>;
}

/** A lab test, as `GET /labs` describes it. */
export interface Lab {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly kind: string;
  readonly unit?: string;
  readonly codes: readonly fhir4.Coding[];
  readonly units?: readonly {
    readonly as: readonly string[];
    readonly factor: number;
    readonly offset?: number;
  }[];
  readonly limits?: readonly LabLimit[];
}

/** A limit used when the laboratory sent none that can be used. */
export interface LabLimit {
  readonly high: number;
  readonly unit: string;
  readonly sex?: string;
  readonly ageFrom?: number;
  readonly ageTo?: number;
}

/** A request shipped with the service. */
export interface ExampleLine {
  readonly id: string;
  readonly title: string;
  readonly kind: 'example' | 'vignette';
  readonly service: string;
}

/** Everything the page must know before it can ask. */
export interface Catalogue {
  readonly knowledge: {
    readonly version: string;
    readonly date: string;
    /** Who signed it off; empty when nobody did. */
    readonly reviewed: readonly { readonly who: string; readonly role: string; readonly date: string }[];
  };
  readonly services: readonly Service[];
  readonly labs: readonly Lab[];
  readonly examples: readonly ExampleLine[];
  /** The demo FHIR server is offered. */
  readonly demo: boolean;
}

/** The names of causes by code, and the titles of value sets by id. */
export interface Terms {
  readonly causes: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
}

/** What `POST /explain/{id}` answers. */
export interface Explanation extends Reasoning {
  readonly noCardsBecause?: string;
}
