// The view that searches: a photo, what the model sees in it, and the photos that are like it.

import { get, post, Problem } from './api.js';
import { announce, button, choice, h } from './dom.js';
import { hitGrid } from './hits.js';
import { go, letters, link, rename } from './links.js';
import { failure, obstacle, waiting } from './panels.js';
import { anyPhoto, picker, tooLarge } from './picker.js';
import { thumbnail } from './pictures.js';
import { queryCard, queryOf, remember, rememberLatent, shareButton } from './query.js';
import { count, counted, decimal, versionName } from './words.js';

const pageSize = 24;
const suggestions = 12;
const include = ['reconstruction', 'round_trip', 'latent'];

export const title = 'Search';

/** Searches with a photo. */
export function searchWith(file, caption) { go('search', { photo: remember(file, caption) }); }

/** Puts the view into a place; `overview` is what the server says of itself. */
export function mount(place, overview) {
  const blocked = obstacle(overview, { images: true });
  if (blocked) {
    place.append(h('h1', {}, 'Photos that look alike'), blocked);
    return { update() {}, leave() {} };
  }

  let values = {};
  let underWay;
  let shownGrid;
  const marks = new Map();
  const results = h('div', { class: 'results' });
  const options = h('form', { class: 'options', 'aria-label': 'How to search', onsubmit: (event) => event.preventDefault() });
  const markBar = h('div', { class: 'bar', role: 'region', 'aria-label': 'Marked photos', hidden: true });
  const drop = picker({
    label: 'A photo to search with', hint: 'Drop a photo here, paste one, or',
    onfile(file) {
      const refusal = tooLarge(file, overview.limits);
      if (refusal) show(failure(new Problem({ code: 'body_too_large', detail: refusal }))); else searchWith(file, file.name || 'A pasted photo');
    },
    onsurprise: () => anyPhoto().then((id) => go('search', { image: id, ...kept() }), (problem) => show(failure(problem))),
  });
  place.append(h('h1', {}, 'Photos that look alike'), drop, options, markBar, results);

  const show = (...content) => results.replaceChildren(...content);
  /** What stays the same from one query to the next. */
  const kept = () => ({ metric: values.metric, filter: values.filter });
  const demands = () => ({ metric: values.metric, filter: values.filter || undefined });
  const again = (changes) => go('search', { ...values, ...changes });

  function drawOptions() {
    const filter = h('input', { type: 'text', value: values.filter ?? '', placeholder: 'year >= 2020 and not (album = private)', spellcheck: 'false',
      autocomplete: 'off', onchange: () => again({ filter: filter.value.trim() }) });
    options.replaceChildren(
      choice('Distance', [['cosine', 'Cosine'], ['euclidean', 'Euclidean']], values.metric ?? 'cosine', (metric) => again({ metric: metric === 'cosine' ? '' : metric })),
      h('label', { class: 'field wide' }, h('span', {}, 'Only photos whose metadata say'), filter),
      shareButton());
  }

  function drawMarks() {
    markBar.hidden = marks.size === 0;
    const row = (mark, heading) => {
      const list = [...marks].filter(([, own]) => own === mark).map(([id]) => id);
      return list.length ? h('p', { class: 'examples' }, h('span', {}, heading), list.map((id) => h('button', { type: 'button', onclick: () => setMark(id), 'aria-label': `Take photo ${id} back` },
        thumbnail(id, { alt: '', width: 48, height: 48 })))) : null;
    };
    markBar.replaceChildren(...[row('more', 'More like'), row('less', 'Less like'),
      h('p', { class: 'actions' }, button('Search with these', searchWithMarks, { class: 'primary' }),
        button('Clear', () => { marks.clear(); drawMarks(); }, { class: 'quiet' }))].filter(Boolean));
    shownGrid?.mark();
  }

  function setMark(id, mark) {
    if (mark) marks.set(id, mark); else marks.delete(id);
    drawMarks();
    const more = [...marks.values()].filter((own) => own === 'more').length;
    announce(`${counted(more, 'photo')} marked as more like this, ${count(marks.size - more)} as less like this.`);
  }

  function searchWithMarks() {
    const list = (mark) => [...marks].filter(([, own]) => own === mark).map(([id]) => id);
    const positive = list('more');
    // What was searched for stays right: photo and marks are searched for together.
    const image = Number(values.image);
    if (image && !marks.has(image)) positive.unshift(image);
    go('search', { ...kept(), latent: values.latent, like: positive.join(','), unlike: list('less').join(',') });
  }

  /** Without a query: photos to begin with. */
  async function suggest(signal) {
    show(waiting('Looking for photos to begin with …'));
    const { images } = await get('/v1/images', { random: suggestions, filter: undefined }, signal);
    show(h('h2', {}, 'Or begin with one of these'),
      h('ul', { class: 'hits' }, images.map(({ id }) => h('li', {}, h('a', { class: 'photo', href: link('search', { image: id }), 'aria-label': `Search from photo ${id}` }, thumbnail(id, { alt: '' }))))));
  }

  async function find(query, signal) {
    const card = queryCard(query, null);
    show(card, waiting('Searching …'));
    results.setAttribute('aria-busy', 'true');
    const reply = query.kind === 'file'
      ? await post('/v1/search', query.photo.file, { query: { ...demands(), k: pageSize, include: include.join(',') }, signal })
      : await post('/v1/search', { ...query.body, ...demands(), k: pageSize, include: query.kind === 'image' ? include.slice(0, 2) : include.slice(0, 1) }, { signal });
    if (query.kind === 'file') {
      const address = letters(reply.query.latent);
      rememberLatent(query.photo, address, reply.query);
      values = { ...values, photo: undefined, latent: address };
      rename('search', values);
    }
    const heading = h('h2', { tabindex: '-1' }, reply.hits.length ? 'Most alike' : 'Nothing found');
    const summary = h('p', { class: 'small' });
    const grid = hitGrid({ marks, onmark: setMark, metric: values.metric });
    shownGrid = grid;
    const more = button('Load more', () => load().catch((problem) => more.replaceWith(failure(problem))));
    let [next, shown] = [reply.next_cursor, 0];

    const add = (page) => {
      grid.add(page.hits);
      shown += page.hits.length;
      next = page.next_cursor;
      more.hidden = !next;
      summary.textContent = [`${counted(shown, 'photo')}`, `by ${page.metric === 'cosine' ? 'the angle' : 'the distance'} of latents of ${versionName(page.model)}`,
        page.exact ? 'the true nearest' : 'found approximately', next ? '' : 'there are no more', `${decimal(page.timing_ms.total, 1)} ms`].filter(Boolean).join(' · ');
    };
    async function load() {
      more.disabled = true;
      const page = await post('/v1/search', { cursor: next, k: pageSize }).finally(() => { more.disabled = false; });
      add(page);
      announce(`${counted(page.hits.length, 'more photo')}.`);
    }
    add(reply);
    show(queryCard(query, reply), heading, summary,
      reply.hits.length ? grid : h('p', {}, values.filter ? 'No photo has metadata as the filter wants them.' : 'There are no photos to compare with.'), h('p', { class: 'actions' }, more));
    announce(`${counted(reply.hits.length, 'photo')} found.`);
  }

  return {
    async update(next) {
      values = next;
      underWay?.abort();
      underWay = new AbortController();
      const { signal } = underWay;
      const query = queryOf(values);
      drop.classList.toggle('compact', query !== null);
      options.hidden = query === null;
      marks.clear();
      for (const id of query?.like ?? []) marks.set(id, 'more');
      for (const id of query?.unlike ?? []) marks.set(id, 'less');
      drawOptions();
      drawMarks();
      try {
        await (query ? find(query, signal) : suggest(signal));
      } catch (problem) {
        if (signal.aborted) return;
        show(...(query?.photo ? [queryCard(query, {})] : []), failure(problem, () => this.update(values)));
      } finally {
        if (!signal.aborted) results.removeAttribute('aria-busy');
      }
    },
    leave() { underWay?.abort(); drop.leave(); },
  };
}
