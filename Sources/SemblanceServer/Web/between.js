// The view of what lies between two photos.

import { ask, Problem } from './api.js';
import { announce, button, choice, download, h, wantsStillness } from './dom.js';
import { go, ids, link, rename } from './links.js';
import { failure, obstacle, waiting } from './panels.js';
import { anyPhoto, picker, tooLarge } from './picker.js';
import { blobOf, picture, thumbnail } from './pictures.js';
import { decimal, versionName } from './words.js';

const stepChoices = [5, 7, 9, 13, 17, 25].map((steps) => [String(steps), String(steps)]);
const modes = [['normalized', 'Normalised'], ['slerp', 'Great circle'], ['linear', 'Straight']];
const defaultSteps = '9';
const frameMilliseconds = 140;
const sides = ['a', 'b'];

export const title = 'Between two';

/** The photos of this window's visit, so that they are there again after a look elsewhere: by side, a file with its address. */
const files = {};

/** Puts the view into a place. */
export function mount(place, overview) {
  const blocked = obstacle(overview);
  place.append(h('h1', {}, 'What lies between two photos'));
  if (blocked) {
    place.append(blocked);
    return { update() {}, leave() {} };
  }

  let values = {};
  let underWay;
  let playing;
  const result = h('div', { class: 'results' });
  const options = h('form', { class: 'options', 'aria-label': 'How to go', onsubmit: (event) => event.preventDefault() });
  const slots = Object.fromEntries(sides.map((side) => [side, slot(side)]));
  place.append(h('div', { class: 'slots' }, sides.map((side) => slots[side].element)), options, result);

  const subject = (side) => (ids(values[side])[0] ? { id: ids(values[side])[0] } : files[side]);

  function slot(side) {
    const name = side === 'a' ? 'First photo' : 'Second photo';
    const shown = h('div', { class: 'chosen' });
    const problems = h('div', {});
    const drop = picker({
      label: name, hint: 'Drop or paste a photo, or', compact: true,
      // What is pasted goes where nothing is yet, else to the second.
      takesPaste: () => side === (subject('a') ? 'b' : 'a'),
      onfile(file) {
        const refusal = tooLarge(file, overview.limits);
        problems.replaceChildren(refusal ? failure(new Problem({ code: 'body_too_large', detail: refusal })) : '');
        if (refusal) return;
        if (files[side]) URL.revokeObjectURL(files[side].url);
        files[side] = { file, url: URL.createObjectURL(file) };
        values = { ...values, [side]: undefined };
        rename('between', values);
        view.update(values);
      },
      onsurprise: () => anyPhoto().then((id) => go('between', { ...values, [side]: id }), (problem) => problems.replaceChildren(failure(problem))),
    });
    return {
      element: h('section', { class: 'slot', 'aria-label': name }, h('h2', {}, name), h('div', { class: 'choice' }, shown, drop), problems),
      leave: drop.leave,
      draw() {
        const own = subject(side);
        shown.replaceChildren(own ? (own.id ? thumbnail(own.id, { loading: 'eager' }) : picture(own.url, name)) : h('div', { class: 'blank', 'aria-hidden': 'true' }));
      },
    };
  }

  function form() {
    const form = new FormData();
    for (const side of sides) {
      const own = subject(side);
      if (own.id) form.set(side, String(own.id)); else form.set(side, own.file, own.file.name || side);
    }
    form.set('steps', values.steps ?? defaultSteps);
    if (values.mode) form.set('mode', values.mode);
    return form;
  }

  function drawOptions() {
    options.replaceChildren(
      choice('Steps', stepChoices, values.steps ?? defaultSteps, (steps) => go('between', { ...values, steps })),
      choice('Way', modes, values.mode ?? overview.model.interpolation, (mode) => go('between', { ...values, mode })),
      button('Swap', () => {
        [files.a, files.b] = [files.b, files.a];
        values = { ...values, a: values.b, b: values.a };
        rename('between', values);
        view.update(values);
      }, { class: 'quiet' }));
  }

  async function fetchWay(signal) {
    result.replaceChildren(waiting('Drawing what lies between …'));
    const response = await ask('POST', '/v1/interpolations', { body: form(), query: { layout: 'strip' }, signal });
    draw(await response.json());
  }

  function draw(way) {
    const last = way.frames.length - 1;
    const large = h('img', { class: 'large', alt: '', width: 256, height: 256 });
    const label = h('output', { class: 'small' });
    const slider = h('input', { type: 'range', min: 0, max: last, step: 1, value: Math.round(last / 2), 'aria-label': 'How far from the first photo to the second' });
    const strip = h('ol', { class: 'strip' }, way.frames.map((frame, index) => h('li', {},
      h('button', { type: 'button', class: 'photo', 'aria-label': `Show step ${index + 1} of ${last + 1}`, onclick: () => show(index) }, picture(frame.image, '')),
      frame.nearest ? h('a', { class: 'photo nearest', href: link('search', { image: frame.nearest.image_id }),
        'aria-label': `Search from photo ${frame.nearest.image_id}, the nearest real photo to step ${index + 1}`, title: `similarity ${decimal(frame.nearest.similarity, 2)}` },
      thumbnail(frame.nearest.image_id, { alt: '' })) : null)));
    const play = button('Play', () => (playing ? stop() : start()));

    function show(index) {
      slider.value = index;
      large.src = way.frames[index].image;
      large.alt = `Step ${index + 1} of ${last + 1} between the two photos`;
      label.textContent = `Step ${index + 1} of ${last + 1}, ${Math.round(way.frames[index].position * 100)} % of the way`;
      slider.setAttribute('aria-valuetext', label.textContent);
      for (const [place, item] of [...strip.children].entries()) item.classList.toggle('current', place === index);
    }
    function start() {
      let [index, direction] = [Number(slider.value), 1];
      playing = setInterval(() => {
        if (index + direction < 0 || index + direction > last) direction = -direction;
        index += direction;
        show(index);
      }, frameMilliseconds * (wantsStillness() ? 5 : 1));
      play.textContent = 'Stop';
    }
    function stop() {
      clearInterval(playing);
      playing = undefined;
      play.textContent = 'Play';
    }
    slider.addEventListener('input', () => { if (playing) stop(); show(Number(slider.value)); });

    const animation = button('Download animation (WebP)', async () => {
      animation.disabled = true;
      try {
        download(await (await ask('POST', '/v1/interpolations', { body: form(), accept: 'image/webp', query: { layout: 'animation' } })).blob(), 'between.webp');
      } catch (problem) {
        result.append(failure(problem));
      } finally {
        animation.disabled = false;
      }
    });
    result.replaceChildren(
      h('section', { class: 'viewer', 'aria-label': 'Between the two' }, large, h('div', { class: 'slide' }, slider, label, play)),
      h('h2', {}, 'Step by step'),
      h('p', { class: 'small' }, `Above what ${versionName(way.model)} draws, below the real photo of the corpus that is nearest to it.`),
      strip,
      h('p', { class: 'actions' }, button('Download strip (PNG)', async () => download(await blobOf(way.strip), 'between.png')), animation));
    show(Number(slider.value));
    announce(`${last + 1} steps between the two photos.`);
  }

  const view = {
    async update(next) {
      values = next;
      underWay?.abort();
      clearInterval(playing);
      playing = undefined;
      underWay = new AbortController();
      const { signal } = underWay;
      for (const side of sides) slots[side].draw();
      drawOptions();
      if (!sides.every(subject)) {
        result.replaceChildren(h('p', { class: 'hint' }, 'Choose two photos: the model draws the way from the one to the other.'));
        return;
      }
      try {
        await fetchWay(signal);
      } catch (problem) {
        if (!signal.aborted) result.replaceChildren(failure(problem, () => view.update(values)));
      }
    },
    leave() {
      underWay?.abort();
      clearInterval(playing);
      for (const side of sides) slots[side].leave();
    },
  };
  return view;
}
