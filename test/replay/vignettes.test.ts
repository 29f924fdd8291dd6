import { expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { Case } from '../../src/cases/case.js';
import { viewRequest } from '../../src/cases/case-requests.js';
import { vignettesOf } from '../../src/cases/vignettes.js';
import { createAdvisor } from '../../src/core/compile.js';
import { createAnswer } from '../../src/hooks/answer.js';
import { NO_CLIENT } from '../../src/replay/partition.js';
import { builtOf } from '../support/built.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { ndjson, replay, SETTINGS, VIEW } from './replaying.js';

const { vignettes } = await builtOf(KNOWLEDGE_FOLDER);
const patients = vignettesOf(vignettes as readonly Case[], knowledge).map((one) => one.patientAt(NOW));
const today = NOW.toISOString().slice(0, 10);
const name = (id: string): string => createHmac('sha256', SETTINGS.key).update(id).digest('hex').slice(0, 16);

test.each(['us-nondevice', 'full'] as const)(
  'a replay of the vignettes as an export gives the cards that the hook gives (%s)',
  async (profile) => {
    const advisor = createAdvisor(knowledge, NO_CLIENT, { profile, publicUrl: '', canonicalBase: '' });
    const answer = createAnswer({
      knowledge,
      resultHook: 'org.hepacue.result-review',
      advisorFor: () => advisor,
      now: () => NOW,
      newId: () => 'id',
    });
    const service = knowledge.services.get(VIEW)!;
    const rules = new Map([...knowledge.rules.values()].map(({ id, topic }) => [topic, id]));
    const resources = patients.flatMap((patient) => Object.values(patient).flat() as fhir4.FhirResource[]);
    const { cards } = await replay({ 'all.ndjson': ndjson(resources) }, { settings: { profile } });
    let shown = 0;
    for (const patient of patients) {
      const { cards: asked, explain } = await answer(
        VIEW,
        viewRequest(service, patient, knowledge),
        NO_CLIENT,
      );
      const { causes, suggested, redFlags, readings } = explain();
      const triggers = readings.filter(({ lab }) => knowledge.labs.get(lab)?.role === 'trigger');
      // Of a patient whose newest result is older no day is today.
      if (!triggers.some(({ date }) => date === today)) continue;
      shown += asked.length;
      expect(
        cards
          .filter((card) => card.patient === name(patient.patient.id!) && card.date === today)
          .map((one) => [one.rule, one.indicator, one.causes, one.orders, one.redFlags])
          .sort(),
      ).toEqual(
        asked
          .map(({ source, indicator }) => [
            rules.get(source.topic.code),
            indicator,
            causes,
            suggested,
            redFlags,
          ])
          .sort(),
      );
    }
    expect(shown).toBeGreaterThan(patients.length / 2);
  },
);
