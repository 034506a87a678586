// The view of what the model can draw, and of the corpus as a map.

import { get } from './api.js';
import { announce, button, h } from './dom.js';
import { go, link } from './links.js';
import { corpusMap } from './map.js';
import { failure, obstacle, waiting } from './panels.js';
import { blobOf, picture } from './pictures.js';
import { searchWith } from './search.js';
import { decimal } from './words.js';

const facesAtOnce = 24;
const seedLimit = 1_000_000;
const mostTruncation = 1.2;

export const title = 'Explore';

/** Puts the view into a place. */
export function mount(place, overview) {
  place.append(h('h1', {}, 'Explore'));
  const blocked = obstacle(overview);
  if (blocked) {
    place.append(blocked);
    return { update() {}, leave() {} };
  }

  let underWay;
  let leaveMap;
  const tabs = h('ul', { class: 'tabs' });
  const body = h('div', {});
  place.append(h('nav', { 'aria-label': 'Ways to explore' }, tabs), body);

  function drawTabs(shown) {
    const tab = (name, text) => h('li', {}, h('a', { href: link('explore', name === 'faces' ? {} : { show: name }), 'aria-current': shown === name ? 'true' : null }, text));
    tabs.replaceChildren(tab('faces', 'Random faces'), tab('map', 'Map of the corpus'));
  }

  async function faces(values, signal) {
    const seed = Number(values.seed ?? 1);
    const truncation = Number(values.truncation ?? overview.model.truncation ?? 1);
    const change = (changes) => go('explore', { seed, truncation, ...changes });
    const number = h('input', { type: 'number', min: 0, max: Number.MAX_SAFE_INTEGER, value: seed, onchange: () => change({ seed: number.value || 0 }) });
    const said = h('output', {}, decimal(truncation, 2));
    const slider = h('input', { type: 'range', min: 0.1, max: mostTruncation, step: 0.05, value: truncation,
      oninput: () => { said.textContent = decimal(slider.value, 2); }, onchange: () => change({ truncation: slider.value }) });
    const result = h('div', { class: 'results' }, waiting('Drawing …'));
    body.replaceChildren(
      h('form', { class: 'options', 'aria-label': 'What to draw', onsubmit: (event) => event.preventDefault() },
        h('label', { class: 'field' }, h('span', {}, 'Seed'), number),
        h('label', { class: 'field wide' }, h('span', {}, 'Truncation: safer to the left, more varied to the right ', said), slider),
        button('Other faces', () => change({ seed: Math.floor(Math.random() * seedLimit) }), { class: 'primary' })),
      result);
    try {
      const { images } = await get('/v1/samples', { n: facesAtOnce, seed, truncation }, signal);
      result.replaceChildren(
        h('p', { class: 'small' }, 'Nobody has these faces: the model draws them. Click one to see which photos are like it.'),
        h('ul', { class: 'hits' }, images.map(({ image }, index) => h('li', {}, h('button', {
          type: 'button', class: 'photo', 'aria-label': `Search from drawn face ${index + 1}`,
          onclick: async () => searchWith(await blobOf(image), 'A face that the model drew'),
        }, picture(image, ''))))));
      announce(`${images.length} faces drawn.`);
    } catch (problem) {
      if (!signal.aborted) result.replaceChildren(failure(problem, () => faces(values, signal)));
    }
  }

  async function map(signal) {
    body.replaceChildren(waiting('Laying the photos out …'));
    try {
      const layout = await get('/v1/map', {}, signal);
      body.replaceChildren();
      leaveMap = corpusMap(body, layout);
    } catch (problem) {
      if (!signal.aborted) body.replaceChildren(failure(problem, () => map(signal)));
    }
  }

  return {
    async update(values) {
      underWay?.abort();
      leaveMap?.();
      leaveMap = undefined;
      underWay = new AbortController();
      const shown = values.show === 'map' ? 'map' : 'faces';
      drawTabs(shown);
      await (shown === 'map' ? map(underWay.signal) : faces(values, underWay.signal));
    },
    leave() { underWay?.abort(); leaveMap?.(); },
  };
}
