// What is searched for, and the card that shows it.

import { button, h } from './dom.js';
import { ids, latent, link } from './links.js';
import { picture, thumbnail } from './pictures.js';
import { decimal, familiarity } from './words.js';

/** Photos that were given in this window, by the number that stands in the address until their latents are known, and by those latents. */
const given = new Map();
let lastNumber = 0;

/** Remembers a photo, and gives it a number for the address. */
export function remember(file, caption) {
  lastNumber += 1;
  given.set(String(lastNumber), { file, caption, url: URL.createObjectURL(file) });
  return String(lastNumber);
}

/** Lets a photo be found by its latent, with what was said of it first: later searches go by the latent, which tells less. */
export function rememberLatent(photo, letters, told) {
  photo.told = told;
  given.set(letters, photo);
}

/** What an address searches for; null for nothing. `body` is what is sent, `photo` the photo where this window has it. */
export function queryOf(values) {
  const [like, unlike] = [ids(values.like), ids(values.unlike)];
  if (values.photo && given.has(values.photo)) return { kind: 'file', photo: given.get(values.photo), like, unlike };
  const vector = values.latent && latent(values.latent);
  const examples = { ...(like.length ? { positive: like } : {}), ...(unlike.length ? { negative: unlike } : {}) };
  if (vector) return { kind: 'latent', body: { latent: vector, ...examples }, photo: given.get(values.latent), like, unlike };
  if (like.length || unlike.length) return { kind: 'examples', body: examples, like, unlike };
  const [image] = ids(values.image);
  return image ? { kind: 'image', image, body: { image_id: image }, like, unlike } : null;
}

const figure = (content, caption) => h('figure', {}, content, h('figcaption', {}, caption));
const small = (id) => h('a', { href: link('search', { image: id }), 'aria-label': `Search from photo ${id}` }, thumbnail(id, { alt: '', width: 48, height: 48 }));

/** How many faces were found, where that is not one and somebody looked. */
function facesNote(faces) {
  if (faces === undefined || faces === 1) return null;
  return h('p', {}, faces === 0 ? 'No face was found in this photo, so its middle was taken.' : `${faces} faces were found in this photo; the largest one is searched for.`);
}

function familiarityNote(query) {
  if (query.familiarity === undefined) return null;
  const { tone, word, sentence } = familiarity(query.familiarity);
  return h('div', { class: `familiarity ${tone}` },
    h('p', {}, h('strong', {}, word), ' ', h('span', { class: 'small' }, `(familiarity ${decimal(query.familiarity, 2)})`)),
    h('meter', { min: 0, max: 1, low: 0.02, high: 0.1, optimum: 1, value: query.familiarity, 'aria-label': 'Familiarity' }),
    h('p', { class: 'small' }, sentence));
}

/** The query beside what the model sees in it, and how usual it is. `reply` is null while it is awaited. */
export function queryCard(query, reply) {
  const told = { ...(query.photo?.told ?? {}), ...(reply?.query ?? {}) };
  const figures = [];
  if (query.kind === 'image') figures.push(figure(thumbnail(query.image, { loading: 'eager' }), `Photo ${query.image}`));
  else if (query.photo) figures.push(figure(picture(query.photo.url, query.photo.caption), query.photo.caption));
  if (told.reconstruction) figures.push(figure(picture(told.reconstruction, 'What the model sees in it'), query.kind === 'examples' ? 'What these have in common' : 'What the model sees'));
  else if (!reply) figures.push(figure(h('div', { class: 'blank', 'aria-hidden': 'true' }), 'What the model sees'));
  const examples = (heading, list) => (list.length ? h('p', { class: 'examples' }, h('span', {}, heading), list.map(small)) : null);
  return h('section', { class: 'query', 'aria-label': 'The query' }, h('div', { class: 'pair' }, figures),
    h('div', { class: 'about' },
      query.kind === 'latent' && !query.photo ? h('p', {}, 'A photo that somebody searched with. The link tells what the model saw in it, not the photo itself.') : null,
      facesNote(told.faces),
      examples('More like', query.like), examples('Less like', query.unlike), familiarityNote(told)));
}

/** A button that copies the page's address. */
export function shareButton() {
  const share = button('Copy link', async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      share.textContent = 'Link copied';
    } catch {
      share.textContent = 'Copy the address bar';
    }
    setTimeout(() => { share.textContent = 'Copy link'; }, 2_000);
  }, { class: 'quiet' });
  return share;
}
