// Long work: how far it is, as it happens; what failed, and once more.

import { get, post, stream } from './api.js';
import { announce, button, h } from './dom.js';
import { dialog, facts } from './details.js';
import { failure, waiting } from './panels.js';
import { count, counted, duration, time } from './words.js';

const pageSize = 10;
const isOver = (job) => ['succeeded', 'failed', 'cancelled'].includes(job.state);
const tones = { succeeded: 'good', failed: 'bad', cancelled: 'fair', running: 'running', queued: 'queued' };

/** The section of jobs. */
export function jobsSection() {
  const list = h('ul', { class: 'cards jobs' });
  const more = button('Older jobs', () => load(next));
  const problems = h('div', {}, waiting('Looking for jobs …'));
  const folder = h('input', { type: 'text', placeholder: '/srv/photos', required: true, spellcheck: 'false', autocomplete: 'off' });
  const form = h('form', { class: 'options', onsubmit: (event) => { event.preventDefault(); ask(() => post('/v1/jobs', { kind: 'index', corpus: folder.value.trim() })); } },
    h('label', { class: 'field wide' }, h('span', {}, 'Index a folder of the server'), folder),
    h('button', { type: 'submit', class: 'primary' }, 'Index'),
    button('Retrain …', () => confirmRetraining()));
  const element = h('section', { 'aria-labelledby': 'jobs-title' }, h('h2', { id: 'jobs-title' }, 'Jobs'), form, problems, list, h('p', { class: 'actions' }, more));
  let next;
  let watching = new AbortController();

  async function refresh() {
    watching.abort();
    watching = new AbortController();
    list.replaceChildren();
    await load();
  }

  async function load(cursor) {
    try {
      const page = await get('/v1/jobs', { limit: pageSize, cursor });
      next = page.next_cursor;
      more.hidden = !next;
      problems.replaceChildren(page.jobs.length || list.children.length ? '' : h('p', {}, 'There were no jobs yet.'));
      for (const job of page.jobs) list.append(item(job));
    } catch (problem) {
      problems.replaceChildren(failure(problem, refresh));
    }
  }

  /** Asks for something that makes a job, and shows it. */
  async function ask(body) {
    problems.replaceChildren();
    try {
      const job = await body();
      list.querySelector(`[data-id="${job.id}"]`)?.remove();
      list.prepend(item(job));
      announce(`Job ${job.id} is queued.`);
    } catch (problem) {
      problems.replaceChildren(failure(problem));
    }
  }

  function confirmRetraining() {
    const minutes = h('input', { type: 'number', min: 1, value: 60 });
    const box = dialog('Train a new version?',
      h('p', {}, 'It learns on from the version that serves, with all photos of the database, is measured on photos that neither has learned from, and serves if the gate holds. Searches go on meanwhile, more slowly where a worker shares the machine.'),
      h('label', { class: 'field' }, h('span', {}, 'Minutes of training'), minutes),
      h('p', { class: 'actions' }, button('Retrain', () => { box.close(); ask(() => post('/v1/jobs', { kind: 'retrain', minutes: Number(minutes.value) })); }, { class: 'primary' })));
  }

  function item(job) {
    const element = h('li', { class: 'card', 'data-id': job.id });
    const draw = (job) => element.replaceChildren(...card(job));
    draw(job);
    if (!isOver(job)) follow(job, draw);
    return element;
  }

  /** Draws a job as it goes on. A stream that breaks off is taken up again, for as long as the job is not over. */
  async function follow(job, draw) {
    const { signal } = watching;
    while (!signal.aborted) {
      try {
        for await (const [, now] of stream(`/v1/jobs/${job.id}/events`, signal)) {
          job = now;
          draw(job);
        }
        if (isOver(job)) {
          announce(`Job ${job.id} ${job.state}.`);
          document.dispatchEvent(new Event('served'));
          return;
        }
      } catch { /* the connection; its loss is told elsewhere */ }
      await new Promise((resolve) => { setTimeout(resolve, 1_000); });
    }
  }

  function card(job) {
    const done = job.encoded + job.duplicates + job.failed;
    const [reached, all] = job.stage ? [job.stage.done, job.stage.total] : [done, job.total];
    const seconds = job.started_at ? ((job.finished_at ? new Date(job.finished_at) : new Date()) - new Date(job.started_at)) / 1000 : 0;
    const left = !isOver(job) && reached > 0 && all > reached && !job.stage ? duration((seconds / reached) * (all - reached)) : null;
    const running = !isOver(job) ? h('progress', { 'aria-label': `Progress of job ${job.id}`, ...(all ? { value: reached, max: all } : {}) }) : null;
    const open = (path, label, primary) => button(label, () => ask(() => post(`/v1/jobs/${job.id}/${path}`)), { 'aria-label': `${label} job ${job.id}`, class: primary ? 'primary' : '' });
    return [
      h('h3', {}, `${job.kind} ${job.id} `, h('span', { class: `state ${tones[job.state]}` }, job.state)),
      running,
      facts([
        ['Stage', job.stage ? `${job.stage.name}${all ? `, ${count(reached)} of ${count(all)}` : ''}` : null],
        ['Files', job.total ? `${count(done)} of ${count(job.total)}` : null],
        ['Encoded', job.total ? count(job.encoded) : null],
        ['Duplicates', job.duplicates ? count(job.duplicates) : null],
        ['Failed', job.failed ? count(job.failed) : null],
        ['Time left', left],
        ['Took', isOver(job) && seconds ? duration(seconds) : null],
        ['Asked for', time(job.created_at)],
        ['Said', job.message],
      ]),
      h('p', { class: 'actions' },
        job.failed ? button('Failures', () => showFailures(job), { 'aria-label': `Failures of job ${job.id}` }) : null,
        isOver(job) && (job.failed || job.state !== 'succeeded') ? open('retry', 'Retry', true) : null,
        isOver(job) ? null : open('cancel', 'Cancel')),
    ].filter(Boolean);
  }

  function showFailures(job) {
    const rows = h('tbody', {});
    const place = h('div', {});
    const box = dialog(`What job ${job.id} could not use`, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Failures' }, h('table', {},
      h('thead', {}, h('tr', {}, ['File', 'Reason', 'What was wrong'].map((text) => h('th', { scope: 'col' }, text)))), rows)), place);
    box.classList.add('wide');
    const load = async (cursor) => {
      try {
        const page = await get(`/v1/jobs/${job.id}/failures`, { cursor, limit: 100 });
        rows.append(...page.failures.map((found) => h('tr', {}, h('td', { class: 'path' }, found.source), h('td', {}, found.code), h('td', {}, found.message))));
        place.replaceChildren(page.next_cursor ? button('More', () => load(page.next_cursor)) : h('p', { class: 'small' }, `${counted(rows.children.length, 'file')}.`));
      } catch (problem) {
        place.replaceChildren(failure(problem));
      }
    };
    load();
  }

  return { element, refresh, leave() { watching.abort(); } };
}
