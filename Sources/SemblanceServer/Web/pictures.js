// Pictures of the server, lazily, and with the key where there is one: an <img> cannot send it.

import { address, ask, key } from './api.js';
import { h } from './dom.js';

const nearby = '300px';

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    load(target, target.dataset.src);
  }
}, { rootMargin: nearby });

async function load(image, path) {
  try {
    const response = await ask('GET', path, { accept: 'image/*' });
    const url = URL.createObjectURL(await response.blob());
    image.addEventListener('load', () => URL.revokeObjectURL(url), { once: true });
    image.src = url;
  } catch {
    image.dispatchEvent(new Event('error'));
  }
}

/** An image of the server (or a data or blob URL), fetched when it is about to be seen. One that cannot be had shows as an empty frame. */
export function picture(path, alt, attributes = {}) {
  const isOurs = path.startsWith('/');
  const image = h('img', { alt, decoding: 'async', width: 128, height: 128, ...attributes });
  image.addEventListener('error', () => image.replaceWith(h('div', { class: `blank ${image.className}`, role: 'img', 'aria-label': `${alt} (cannot be shown)` })));
  if (isOurs && key.get()) {
    image.dataset.src = path;
    watcher.observe(image);
  } else {
    image.loading = attributes.loading ?? (isOurs ? 'lazy' : 'eager');
    image.src = isOurs ? address(path) : path;
  }
  return image;
}

/** The thumbnail of a photo of the corpus. */
export const thumbnail = (id, attributes) => picture(`/v1/images/${id}/thumbnail`, `Photo ${id}`, attributes);

/** What the model that serves sees in a photo of the corpus. */
export const reconstruction = (id, attributes) => picture(`/v1/images/${id}/reconstruction`, `What the model sees in photo ${id}`, attributes);

/** A data URL as a blob. */
export async function blobOf(dataURL) {
  const [head, body] = dataURL.split(',');
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5, head.indexOf(';')) });
}
