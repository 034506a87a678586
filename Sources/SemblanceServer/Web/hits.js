// Photos that were found, as a grid.

import { button, h } from './dom.js';
import { showPhoto } from './details.js';
import { link } from './links.js';
import { thumbnail } from './pictures.js';
import { decimal } from './words.js';

/**
 * A grid of hits. A click on a photo searches from it; beside it are more like this, less like this, and details.
 *
 * `marks` is a map of ids to 'more' or 'less'; `onmark(id, mark)` is called when one of them is wanted, with nothing where it is taken back.
 * The element has `add(hits)` and `mark()`, which shows the marks anew.
 */
export function hitGrid({ marks, onmark, metric }) {
  const list = h('ol', { class: 'hits' });
  const toggle = (id, mark) => onmark(id, marks.get(id) === mark ? undefined : mark);

  const item = (hit) => {
    const id = hit.image_id;
    const marker = (mark, sign, label) => button(sign, () => toggle(id, mark),
      { class: 'mark', 'data-mark': mark, 'aria-pressed': 'false', 'aria-label': `${label} photo ${id}`, title: `${label} this` });
    return h('li', { 'data-id': id },
      h('a', { class: 'photo', href: link('search', { image: id, metric }), 'aria-label': `Search from photo ${id}, similarity ${decimal(hit.similarity)}` },
        thumbnail(id, { alt: '' }), h('span', { class: 'similarity', title: `distance ${decimal(hit.distance)}` }, decimal(hit.similarity, 2))),
      h('p', { class: 'under' },
        marker('more', '+', 'More like'), marker('less', '−', 'Less like'),
        button('Details', () => showPhoto(id, hit, [
          ['More like this', () => toggle(id, 'more')], ['Less like this', () => toggle(id, 'less')],
        ]), { class: 'quiet', 'aria-label': `Details of photo ${id}` })));
  };

  list.add = (hits) => { list.append(...hits.map(item)); list.mark(); };
  list.mark = () => {
    for (const element of list.querySelectorAll('.mark')) {
      const id = Number(element.closest('li').dataset.id);
      element.setAttribute('aria-pressed', String(marks.get(id) === element.dataset.mark));
    }
  };
  return list;
}
