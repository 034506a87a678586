// Everything that is known of one photo of the corpus, in a dialog.

import { get } from './api.js';
import { button, h } from './dom.js';
import { go } from './links.js';
import { failure } from './panels.js';
import { reconstruction, thumbnail } from './pictures.js';
import { bytes, count, decimal, time, versionName } from './words.js';

/** A dialog with a heading; it is modal, closes with Escape, and is gone once closed. */
export function dialog(title, ...content) {
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' },
    h('header', {}, h('h2', { id: 'dialog-title' }, title), button('Close', () => element.close(), { class: 'quiet' })), content);
  element.addEventListener('close', () => element.remove());
  // Whoever presses beside the dialog presses its backdrop; a press inside that is let go outside, as at the end of a selection, is none.
  element.addEventListener('pointerdown', (event) => { if (event.target === element && !isInside(event, element)) element.close(); });
  document.body.append(element);
  element.showModal();
  return element;
}

function isInside({ clientX, clientY }, element) {
  const box = element.getBoundingClientRect();
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

/** Pairs of term and value as a list; pairs whose value is nothing are left out. */
export const facts = (pairs) => h('dl', { class: 'facts' },
  pairs.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));

const shown = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Shows a photo; `hit` is how it was found, where it was. `actions` are further buttons. */
export function showPhoto(id, hit, actions = []) {
  const known = h('div', {}, hit ? facts([['Similarity', decimal(hit.similarity)], ['Distance', decimal(hit.distance)], ['Rank', count(hit.rank)]]) : null);
  const leave = (body) => () => { element.close(); body(); };
  const element = dialog(`Photo ${id}`,
    h('div', { class: 'pair' },
      h('figure', {}, thumbnail(id, { loading: 'eager' }), h('figcaption', {}, 'The photo')),
      h('figure', {}, reconstruction(id, { loading: 'eager' }), h('figcaption', {}, 'What the model sees'))),
    h('p', { class: 'actions' },
      button('Search from it', leave(() => go('search', { image: id })), { class: 'primary' }),
      button('Between this and another', leave(() => go('between', { a: id }))),
      actions.map(([label, body]) => button(label, leave(body)))),
    known);
  get(`/v1/images/${id}`).then((image) => {
    known.append(facts([
      ['Size', `${count(image.width)} × ${count(image.height)} px, ${image.format}, ${bytes(image.bytes)}`],
      ['Taken in', time(image.created_at)],
      ['Where it lies', image.sources?.join('\n')],
      ['Encoded by', image.latents?.map(versionName).join(', ')],
    ]));
    const metadata = Object.entries(image.metadata);
    known.append(h('h3', {}, 'Metadata'), metadata.length
      ? facts(metadata.map(([name, value]) => [name, shown(value)])) : h('p', { class: 'small' }, 'Nothing was said of this photo.'));
  }, (problem) => known.append(failure(problem)));
  return element;
}
