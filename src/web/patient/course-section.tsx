import { axisX, axisY, dot, line, link, plot, rect, ruleX, text } from '@observablehq/plot';
import { useCallback, useMemo } from 'preact/hooks';
import type { Explanation } from '../../core/model/explanation.js';
import { EvidenceLink } from '../parts/mark.js';
import { numberText } from '../parts/text.js';
import { type Course, type Courses, coursesOf, limitsOf, limitText } from './course.js';
import type { Names } from './names.js';
import { Plotted } from './plotted.js';

/** Pixels; below the axis there is room for two lines, a month and its year. */
const HEIGHT = 128;

/** The course of the tests that decide, each against its limit, with what was given or done. */
export function CourseSection({
  explanation,
  names,
  now,
}: {
  readonly explanation: Explanation;
  readonly names: Names;
  readonly now: Date;
}) {
  const courses = useMemo(() => coursesOf(explanation, names, now), [explanation, names, now]);
  const { drawn, single, given } = courses;
  return (
    <section class="panel" aria-labelledby="course-title">
      <h2 id="course-title">Course</h2>
      {drawn.length === 0 && <p class="muted">No earlier results came: there is no course to draw.</p>}
      <div class="courses">
        {drawn.map((course) => (
          <CoursePicture key={course.lab} course={course} courses={courses} />
        ))}
      </div>
      {given.length > 0 && (
        <ul class="given">
          {given.map(({ letter, what, set, when }) => (
            <li key={set}>
              {letter !== undefined && <b>{letter}</b>}{' '}
              <EvidenceLink to={`evidence#set-${set}`}>{what}</EvidenceLink> <span class="muted">{when}</span>
            </li>
          ))}
        </ul>
      )}
      {single.length > 0 && (
        <p class="muted">
          One result only:{' '}
          {single
            .map(({ name, points }) => `${name} ${points[0]?.text ?? ''} (${points[0]?.day ?? ''})`)
            .join('; ')}
          .
        </p>
      )}
      {drawn.length > 0 && <CourseTable drawn={drawn} />}
    </section>
  );
}

function CoursePicture({ course, courses }: { readonly course: Course; readonly courses: Courses }) {
  const draw = useCallback((width: number) => drawing(course, courses, width), [course, courses]);
  const { name, trend, points } = course;
  return (
    <figure class="course">
      <figcaption>
        <b>{name}</b> {points.at(-1)?.text}{' '}
        <span class="muted">{[limitText(course), trend ?? ''].filter((part) => part !== '').join(', ')}</span>
      </figcaption>
      <Plotted draw={draw} onPaper={300} />
    </figure>
  );
}

function CourseTable({ drawn }: { readonly drawn: readonly Course[] }) {
  return (
    <details class="as-table">
      <summary>Course as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Day</th>
            <th scope="col">Result</th>
            <th scope="col">Limit</th>
          </tr>
        </thead>
        <tbody>
          {drawn.flatMap(({ lab, name, points }) =>
            points.map(({ day, text: amount, limit }, place) => (
              <tr key={`${lab} ${day} ${String(place)}`}>
                <th scope="row">{name}</th>
                <td>{day}</td>
                <td>{amount}</td>
                <td>{limit === undefined ? '' : numberText(limit)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </details>
  );
}

const COLOURS = { yes: 'var(--alert)', no: 'var(--good)', unknown: 'var(--open)' };

function drawing(course: Course, { marks, span }: Courses, width: number): Element {
  const { points } = course;
  const limits = limitsOf(course);
  const highest = Math.max(...points.map(({ value }) => value), ...limits.map(({ limit }) => limit)) * 1.15;
  const last = limits.at(-1);
  return plot({
    className: 'plot',
    width,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 12,
    marginTop: marks.length > 0 ? 16 : 8,
    marginBottom: 30,
    x: { type: 'utc', domain: span },
    y: { domain: [0, highest], nice: true },
    marks: [
      rect(marks, { x1: 'from', x2: 'to', fill: 'var(--own-bg)' }),
      ruleX(marks, { x: 'from', stroke: 'var(--own)', strokeDasharray: '2 2' }),
      text(marks, {
        x: 'from',
        text: 'letter',
        frameAnchor: 'top',
        dy: -11,
        fill: 'var(--own)',
        fontWeight: 600,
      }),
      axisY({ ticks: 3, tickSize: 3, label: null, tickFormat: (one: number) => numberText(one) }),
      axisX({ ticks: Math.max(2, Math.floor(width / 90)), tickSize: 3, label: null }),
      link(limits, {
        x1: 'from',
        x2: 'to',
        y1: 'limit',
        y2: 'limit',
        stroke: 'var(--ink)',
        strokeWidth: 1.5,
      }),
      link(last ? [last] : [], {
        x1: 'to',
        x2: () => span[1],
        y1: 'limit',
        y2: 'limit',
        stroke: 'var(--ink)',
        strokeWidth: 1.5,
      }),
      line(points, { x: 'at', y: 'value', stroke: 'var(--edge)', strokeWidth: 1.5 }),
      dot(points, {
        x: 'at',
        y: 'value',
        r: 4,
        fill: ({ raised }: Course['points'][number]) => COLOURS[raised],
      }),
    ],
  });
}
