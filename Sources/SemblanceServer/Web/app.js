// The page as a whole: which view is shown, the key, the connection.

import { events, get, key } from './api.js';
import { announce, button, h } from './dom.js';
import { dialog } from './details.js';
import { read } from './links.js';
import { failure } from './panels.js';
import { counted, versionName } from './words.js';
import * as admin from './admin.js';
import * as between from './between.js';
import * as explore from './explore.js';
import * as search from './search.js';

const views = { search, between, explore, admin };
const main = document.getElementById('main');
const access = document.getElementById('access');
const connection = document.getElementById('connection');

let overview;
let shown;
let view;

/** Shows what the address names; a view that is shown already is told of its new values. */
async function route({ anew = false } = {}) {
  const { view: name, values } = read();
  const next = views[name] ? name : 'search';
  for (const item of document.querySelectorAll('header nav a')) {
    if (item.hash === `#/${next}`) item.setAttribute('aria-current', 'page'); else item.removeAttribute('aria-current');
  }
  if (anew || next !== shown) {
    view?.leave();
    const isFirst = !shown;
    main.replaceChildren();
    shown = next;
    view = views[next].mount(main, overview);
    document.title = `${views[next].title} · Semblance`;
    if (!isFirst && !anew) main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  await view.update(values);
}

/** Asks the server what it is and what we may do, and begins anew with that. */
async function begin() {
  try {
    overview = await get('/v1/overview');
  } catch (problem) {
    main.replaceChildren(h('h1', {}, 'Photos that look alike'), failure(problem, begin));
    return;
  }
  showAccess();
  showServing();
  await route({ anew: true });
}

function showServing() {
  const { model, images, collection } = overview;
  document.getElementById('serving').textContent = model
    ? `Collection “${collection}”: ${counted(images ?? model.latents, 'photo')}, seen by ${versionName(model)}.` : '';
}

function showAccess() {
  const { scope, keys_in_force: isLocked, name } = overview.access;
  access.hidden = !isLocked && !key.get();
  access.textContent = scope && name ? `Key: ${name}` : key.get() ? 'This key is not known' : 'Enter a key';
  access.classList.toggle('warning', !scope);
}

access.addEventListener('click', () => {
  const input = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  const { scope, name } = overview.access;
  const box = dialog('Key', h('form', { onsubmit: (event) => { event.preventDefault(); box.close(); key.set(input.value.trim()); } },
    h('p', {}, scope ? `You are ${name ?? 'anybody'}, with scope ${scope}.` : 'This server answers those who have a key.'),
    h('label', { class: 'field wide' }, h('span', {}, 'Key'), input),
    h('p', { class: 'small' }, 'It is kept in this window only, and forgotten when the window is closed.'),
    h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, 'Use it'),
      key.get() ? button('Forget it', () => { box.close(); key.set(''); }) : null)));
});

const banner = (text) => {
  connection.textContent = text;
  connection.hidden = !text;
};
events.addEventListener('key', begin);
events.addEventListener('lost', () => banner('The connection to the server is lost. This page goes on as soon as it answers.'));
events.addEventListener('found', () => {
  banner('');
  announce('The server answers again.');
  begin();
});
events.addEventListener('busy', ({ detail }) => banner(`The server is busy; asking again in ${counted(detail, 'second')} …`));
events.addEventListener('here', () => banner(''));
// Another version serves, or a job has changed the corpus: what is said of them is asked for anew.
document.addEventListener('served', async () => {
  overview = await get('/v1/overview').catch(() => overview);
  showServing();
});
// The part of the address behind the # names views, so this link cannot lead there by itself.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', () => { if (overview) route(); });

begin();
