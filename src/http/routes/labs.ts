import { Router } from 'express';
import type { Knowledge, Lab, Words } from '../../core/model/knowledge.js';
import { notAllowed } from '../guards/errors.js';

/** `GET /labs`: the tests whose results are read, with their codes, units and default limits, and who signed the knowledge off; made once. */
export function labsRoutes({ labs, release }: Knowledge, words: Words): Router {
  const { version, date, reviewed = [] } = release;
  const all = [...labs.values()];
  const sorted = [
    ...all.filter(({ role }) => role === 'trigger'),
    ...all.filter(({ role }) => role !== 'trigger'),
  ];
  const told = sorted.map((lab) => labAsTold(lab, words['labs']?.[lab.id] ?? lab.id));
  const body = Buffer.from(JSON.stringify({ knowledge: { version, date, reviewed }, labs: told }));
  const router = Router();
  router
    .route('/labs')
    .get((_request, response) => {
      response.type('json').send(body);
    })
    .all(notAllowed('GET', 'HEAD'));
  return router;
}

function labAsTold({ id, role, kind, unit, codes, units, limits, window }: Lab, name: string): object {
  return {
    id,
    name,
    role,
    kind,
    ...(unit !== undefined && { unit }),
    codes: codes.map(({ system, code, display }) => ({ system, code, display })),
    ...(units.length > 0 && {
      units: units.map(({ as, factor, offset }) => ({ as, factor, ...(offset !== undefined && { offset }) })),
    }),
    ...(limits.length > 0 && {
      limits: limits.map(({ high, unit: limitUnit, sex, ageFrom, ageTo, source, verified }) => ({
        high,
        unit: limitUnit,
        ...(sex !== undefined && { sex }),
        ...(ageFrom !== undefined && { ageFrom }),
        ...(ageTo !== undefined && { ageTo }),
        source,
        verified,
      })),
    }),
    ...(window && { windowDays: window.value }),
  };
}
