import type { Client, Knowledge, Lab, Rule, Service } from '../../src/core/model/knowledge.js';

const proof = { source: ['test'], verified: false, checked: '2025-01-01' };

function lab(id: string, role: Lab['role'], ...codes: string[]): Lab {
  return {
    id,
    role,
    ...(role === 'supporting' && { group: 'others' }),
    kind: 'quantity',
    unit: 'u',
    codes: codes.map((code) => ({ system: 'http://loinc.org', code, display: id, ...proof })),
    rejects: [],
    names: [id],
    units: [],
    limits: [],
  };
}

const prefetch: Service['prefetch'] = {
  patient: { query: 'Patient/{{context.patientId}}' },
  ferritin: { labs: ['ferritin'], count: 10 },
  b12: { labs: ['b12'], count: 10 },
  labs: { labs: ['alt', 'platelets'], count: 100 },
  conditions: { query: 'Condition?patient={{context.patientId}}&clinical-status=active' },
};

export const patientView: Service = {
  id: 'on-patient-view',
  hook: 'patient-view',
  title: 'On opening the chart',
  description: 'For tests',
  results: false,
  prefetch,
  formerKeys: { formerly: ['labs'] },
  rules: ['main'],
};

export const resultReview: Service = {
  ...patientView,
  id: 'on-result-review',
  hook: 'org.example.replaced',
  title: 'On results',
  usageRequirements: 'Send the results',
  results: true,
};

export const client: Client = {
  id: 'public-sandbox',
  title: 'Test',
  language: 'en',
  suggestions: 'grouped',
  acceptStatuses: [],
  localCodes: [],
};

function byId<T extends { readonly id: string }>(...entries: T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** Just enough to show the protocol: two triggers, two supporting labs, one service for each hook, no cards. */
export const fakeKnowledge: Knowledge = {
  names: [],
  experiments: new Map(),
  release: { version: '9.9.9', date: '2025-01-01', overrideReasons: [] },
  changes: [],
  sourceAttributes: [],
  labs: byId(
    lab('ferritin', 'trigger', '2276-4', '20567-4'),
    lab('b12', 'trigger', '2132-9'),
    lab('alt', 'supporting', '1742-6'),
    lab('platelets', 'supporting', '777-3', '26515-7'),
  ),
  valueSets: new Map(),
  facts: new Map(),
  causes: new Map(),
  reasons: new Map(),
  stages: { stages: [], numbers: [], because: [] },
  quiet: {
    overrides: [],
    never: [],
    change: { value: 40, unit: '%', ...proof },
    unchanged: {
      id: 'seen',
      after: { value: 1, unit: 'd', ...proof },
      within: { value: 7, unit: 'd', ...proof },
    },
    accepted: { atMost: { value: 180, unit: 'd', ...proof } },
    because: [],
  },
  orders: new Map(),
  rules: new Map<string, Rule>(),
  sources: new Map(),
  services: byId(patientView, resultReview),
  clients: byId(client),
  unreviewed: new Set(),
  words: new Map(),
};
