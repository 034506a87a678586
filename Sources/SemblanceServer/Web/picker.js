// Taking a photo: dropped, pasted, chosen, or any one of the corpus.

import { get } from './api.js';
import { button, h } from './dom.js';
import { bytes } from './words.js';

const accepted = 'image/jpeg,image/png,image/webp';

/** The first photo among what was dropped or pasted; undefined where there is none. */
const photoIn = (transfer) => [...(transfer?.files ?? [])].find((file) => file.type.startsWith('image/') || file.type === '');

/** The id of any photo of the corpus. */
export async function anyPhoto() {
  const { images } = await get('/v1/images', { random: 1 });
  if (!images.length) throw new Error('There are no photos.');
  return images[0].id;
}

/** What is wrong with a file before it is sent: a sentence, or nothing. */
export const tooLarge = (file, limits) => (file.size > limits.body_bytes
  ? `The file has ${bytes(file.size)}; this server takes up to ${bytes(limits.body_bytes)}.` : undefined);

/**
 * A place to drop, paste or choose a photo.
 *
 * `onfile` gets a file; `onsurprise`, where it is given, is called for any photo of the corpus. What is pasted anywhere goes to the place that
 * `takesPaste`. The element has `leave()`, after which nothing is taken any more.
 */
export function picker({ label, hint, onfile, onsurprise, takesPaste = () => true, compact = false }) {
  const input = h('input', { type: 'file', accept: accepted, class: 'unseen', 'aria-label': label, onchange: () => {
    if (input.files[0]) onfile(input.files[0]);
    input.value = '';
  } });
  const drop = h('div', { class: compact ? 'drop compact' : 'drop', role: 'group', 'aria-label': label },
    h('p', { class: 'lead' }, hint),
    h('p', { class: 'actions' },
      h('label', { class: 'button primary' }, input, 'Choose a photo'),
      onsurprise ? button('Surprise me', onsurprise) : null));
  const over = (isOver) => (event) => { event.preventDefault(); drop.classList.toggle('over', isOver); };
  drop.addEventListener('dragenter', over(true));
  drop.addEventListener('dragover', over(true));
  drop.addEventListener('dragleave', over(false));
  drop.addEventListener('drop', (event) => {
    over(false)(event);
    const file = photoIn(event.dataTransfer);
    if (file) onfile(file);
  });
  const paste = (event) => {
    const file = photoIn(event.clipboardData);
    if (!file || !takesPaste()) return;
    event.preventDefault();
    onfile(file);
  };
  document.addEventListener('paste', paste);
  drop.leave = () => document.removeEventListener('paste', paste);
  return drop;
}

// A photo that misses its place must not take the page away.
for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => event.preventDefault());
