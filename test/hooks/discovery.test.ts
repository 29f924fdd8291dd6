import { describe, expect, test } from '@jest/globals';
import { discovery } from '../../src/hooks/discovery.js';
import type { Knowledge, Service } from '../../src/core/model/knowledge.js';
import { fakeKnowledge, patientView, resultReview } from '../support/fake-knowledge.js';
import { knowledge as shipped } from '../support/shipped.js';

const { services } = discovery(fakeKnowledge, 'org.example.result-review');

function offering(prefetch: Service['prefetch']): Knowledge {
  return { ...fakeKnowledge, services: new Map([['s', { ...patientView, id: 's', prefetch }]]) };
}

describe('discovery', () => {
  test('a template names every accepted code of its labs and only tokens of 2.0.1', () => {
    expect(services[0]?.prefetch?.['ferritin']).toBe(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|2276-4,http://loinc.org|20567-4&_sort=-date&_count=10',
    );
  });

  test('labs of a group share one query', () => {
    expect(services[0]?.prefetch?.['labs']).toBe(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|1742-6,http://loinc.org|777-3,http://loinc.org|26515-7&_sort=-date&_count=100',
    );
  });

  test('a written query is offered as it stands', () => {
    expect(services[0]?.prefetch?.['patient']).toBe('Patient/{{context.patientId}}');
  });

  test('the service that is handed results is offered on the configured hook, the other on its own', () => {
    expect(services.map(({ id, hook }) => [id, hook])).toEqual([
      [patientView.id, 'patient-view'],
      [resultReview.id, 'org.example.result-review'],
    ]);
  });

  test('what has no value is left out', () => {
    expect(services[0]).not.toHaveProperty('usageRequirements');
    expect(discovery(offering({}), 'a.b').services[0]).not.toHaveProperty('prefetch');
  });

  test.each(['{{today() - 90 days}}', '{{context.results.entry}}', '{{context.patientId.foo}}'])(
    'a token that 2.0.1 does not know stops the start: %s',
    (token) => {
      expect(() => discovery(offering({ late: { query: `Patient/${token}` } }), 'a.b')).toThrow(
        's: prefetch late',
      );
    },
  );

  test('a code with signs of the query language cannot break the query', () => {
    const odd = { ...fakeKnowledge.labs.get('ferritin')!, codes: [{ system: 'urn:a', code: 'x&y,#|?' }] };
    const knowledge = {
      ...offering({ one: { labs: ['ferritin'], count: 1 } }),
      labs: new Map([['ferritin', odd]]),
    };
    expect(discovery(knowledge as unknown as Knowledge, 'a.b').services[0]?.prefetch?.['one']).toBe(
      'Observation?patient={{context.patientId}}&code=urn:a|x%26y%5C,%23%5C|%3F&_sort=-date&_count=1',
    );
  });
});

describe('the shipped services', () => {
  const offered = discovery(shipped, 'org.hepacue.result-review').services;

  test('ask for nothing longer than an address of 1,800 characters, as a GET would send it', () => {
    const base = 'https://fhir.hospital-name.example.org/interconnect-prd-fhir/api/FHIR/R4/';
    const id = 'eq081-VQEgP8drUUqCWzHfw3.e1'.padEnd(64, 'x');
    for (const { prefetch = {} } of offered)
      for (const [key, template] of Object.entries(prefetch)) {
        const [path = '', search = ''] = template.replaceAll('{{context.patientId}}', id).split('?');
        const sent = `${base}${path}?${new URLSearchParams(search).toString()}`;
        expect([key, sent.length < 1_800]).toEqual([key, true]);
      }
  });

  test('ask for every code of every lab once', () => {
    const codes = [...shipped.labs.values()].flatMap((lab) => lab.codes.map(({ code }) => code));
    for (const { prefetch = {} } of offered) {
      const asked = Object.values(prefetch).flatMap((template) =>
        [...(/&code=([^&]*)/u.exec(template)?.[1] ?? '').matchAll(/[|]([^,]+)/gu)].map(([, code]) => code),
      );
      expect(asked.sort()).toEqual(codes.sort());
    }
  });

  test('are read under the key that asked for all of them formerly', () => {
    for (const { formerKeys, prefetch } of shipped.services.values())
      expect(formerKeys).toEqual({
        supporting: Object.keys(prefetch).filter((key) => {
          const template = prefetch[key];
          return template && 'labs' in template && template.labs.length > 1;
        }),
      });
  });
});
