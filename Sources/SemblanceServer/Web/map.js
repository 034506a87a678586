// The corpus as a map: every photo a point, and where there is room for it a picture. Near is alike, as far as two directions can tell.

import { announce, button, debounced, h } from './dom.js';
import { showPhoto } from './details.js';
import { thumbnail } from './pictures.js';
import { count, counted, versionName } from './words.js';

const side = 65_535;
/** The least distance of two pictures in pixels, and how large one is. */
const spacing = 46;
const most = 40;
/** How many pictures join in one frame: more of them would hold up the movement. */
const joining = 16;
const margin = 40;
const zoomStep = 1.5;
const panStep = 80;

/**
 * Puts a map into a place.
 *
 * `layout`: `images` (ids), `x` and `y` (whole numbers 0 … 65535), as /v1/map answers. Gives back what takes the map away again.
 */
export function corpusMap(place, layout) {
  const total = layout.images.length;
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const layer = h('div', { class: 'photos' });
  const frame = h('div', { class: 'map', role: 'group', tabindex: '0', 'aria-label': 'Map of the corpus', 'aria-describedby': 'map-help' }, canvas, layer);
  const said = h('output', { class: 'small' });
  const help = h('p', { class: 'small', id: 'map-help' }, 'Drag to move, turn the wheel or pinch to come nearer; with the keyboard: arrows, + and −, 0 for the whole. Tab leads to the photos.');
  place.append(
    h('p', { class: 'small' }, `${counted(total, 'photo')}${total < layout.total ? ` of ${count(layout.total)}` : ''}, laid out by the two directions in which latents of ${versionName(layout.model)} differ most (${Math.round(100 * (layout.explained[0] + layout.explained[1]))} % of all that they differ by).`),
    h('p', { class: 'actions' }, button('Nearer', () => zoom(zoomStep)), button('Farther', () => zoom(1 / zoomStep)), button('The whole', whole), said),
    frame, help);

  // What is seen: the place of the map's middle, and pixels a unit.
  let view;
  let size;
  let least;
  let frameRequest;
  let points;
  const photos = new Map();
  const levels = new Map();

  function measure() {
    const box = frame.getBoundingClientRect();
    const density = Math.min(devicePixelRatio || 1, 2);
    const isFirst = !size;
    size = { width: box.width, height: box.height, density };
    canvas.width = Math.round(box.width * density);
    canvas.height = Math.round(box.height * density);
    points = canvas.getContext('2d').createImageData(canvas.width, canvas.height);
    least = (Math.min(box.width, box.height) - margin) / side;
    if (isFirst) whole(); else redraw();
  }

  function whole() {
    view = { x: side / 2, y: side / 2, scale: least };
    redraw();
  }

  function redraw() {
    frameRequest ??= requestAnimationFrame(() => {
      frameRequest = undefined;
      drawPoints();
      placePhotos();
    });
  }

  const onScreen = (index) => [
    (layout.x[index] - view.x) * view.scale + size.width / 2,
    (view.y - layout.y[index]) * view.scale + size.height / 2,
  ];

  /** Every photo as a dot: written into the pixels themselves, which 25,000 of them do not slow down. */
  function drawPoints() {
    const { width, height, density } = size;
    const pixels = new Uint32Array(points.data.buffer);
    const row = canvas.width;
    const [red, green, blue] = getComputedStyle(frame).color.match(/\d+/g).map(Number);
    const ink = (0xb0 << 24 | blue << 16 | green << 8 | red) >>> 0;
    const dot = Math.round(1.5 * density);
    pixels.fill(0);
    for (let index = 0; index < total; index += 1) {
      const x = Math.round(((layout.x[index] - view.x) * view.scale + width / 2) * density);
      const y = Math.round(((view.y - layout.y[index]) * view.scale + height / 2) * density);
      if (x < 0 || y < 0 || x + dot > row || y + dot > canvas.height) continue;
      for (let line = y; line < y + dot; line += 1) pixels.fill(ink, line * row + x, line * row + x + dot);
    }
    canvas.getContext('2d').putImageData(points, 0, 0);
  }

  /**
   * Which photos may have a picture: the first in each cell of a grid that lies in the map. So they stay the same while the map moves; and as cells
   * are halved when the map has come twice as near, all that were there stay, and others join them.
   */
  function candidates() {
    const level = Math.floor(Math.log2(view.scale / least));
    if (!levels.has(level)) {
      const cell = spacing / (least * 2 ** level);
      const cells = new Map();
      for (let index = 0; index < total; index += 1) {
        const place = Math.floor(layout.x[index] / cell) * 131_072 + Math.floor(layout.y[index] / cell);
        if (!cells.has(place)) cells.set(place, index);
      }
      levels.set(level, [...cells.values()]);
    }
    return levels.get(level);
  }

  /** Whether a photo lies where it can be seen. */
  function isInView(index) {
    return Math.abs(layout.x[index] - view.x) <= (size.width / 2 + most) / view.scale && Math.abs(layout.y[index] - view.y) <= (size.height / 2 + most) / view.scale;
  }

  const tell = debounced(150, () => {
    let seen = 0;
    for (let index = 0; index < total; index += 1) seen += isInView(index);
    said.textContent = `${counted(seen, 'photo')} in view, ${count(photos.size)} shown`;
  });

  function placePhotos() {
    const indices = candidates().filter(isInView);
    const kept = new Set(indices);
    for (const [index, element] of photos) {
      if (kept.has(index) || element === document.activeElement) continue;
      element.remove();
      photos.delete(index);
    }
    let joined = 0;
    for (const index of indices) {
      if (!photos.has(index)) {
        joined += 1;
        if (joined > joining) {
          redraw();
          break;
        }
        const id = layout.images[index];
        const element = h('button', { type: 'button', class: 'point', tabindex: '-1', 'aria-label': `Photo ${id}`, onclick: () => { if (!moved) showPhoto(id); }, onfocus: () => reveal(index) },
          thumbnail(id, { alt: '', width: most, height: most, draggable: 'false' }));
        photos.set(index, element);
        layer.append(element);
      }
    }
    for (const [index, element] of photos) {
      const [x, y] = onScreen(index);
      element.style.transform = `translate(${Math.round(x - most / 2)}px, ${Math.round(y - most / 2)}px)`;
    }
    if (![...photos.values()].some((element) => element.tabIndex === 0)) { const [first] = photos.values(); if (first) first.tabIndex = 0; }
    tell();
  }

  function zoom(factor, x = size.width / 2, y = size.height / 2) {
    const scale = Math.min(Math.max(view.scale * factor, least / 2), 20_000 * least);
    // What lies under the pointer stays there.
    const [left, up] = [x - size.width / 2, size.height / 2 - y];
    view = { x: view.x + left / view.scale - left / scale, y: view.y + up / view.scale - up / scale, scale };
    redraw();
  }

  function pan(x, y) {
    view = { ...view, x: clamp(view.x - x / view.scale), y: clamp(view.y + y / view.scale) };
    redraw();
  }
  const clamp = (value) => Math.min(Math.max(value, 0), side);

  /** Moves the map as far as is needed for a photo to be seen. */
  function reveal(index) {
    const [x, y] = onScreen(index);
    frame.scrollTo(0, 0);
    if (x < most || y < most || x > size.width - most || y > size.height - most) pan(size.width / 2 - x, size.height / 2 - y);
  }

  /** The photo that is next in a direction among those that are shown. */
  function neighbour(from, [right, down]) {
    const [x, y] = onScreen(from);
    let best;
    for (const index of photos.keys()) {
      const [otherX, otherY] = onScreen(index);
      const [along, across] = [(otherX - x) * right + (otherY - y) * down, Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right)];
      if (along <= 1) continue;
      const cost = along + 2 * across;
      if (!best || cost < best.cost) best = { cost, index };
    }
    return best?.index;
  }

  // Pointers: one moves the map, two zoom.
  const pointers = new Map();
  let moved = false;
  let pinch;
  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = false;
    pinch = undefined;
  });
  frame.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const now = [event.clientX, event.clientY];
    pointers.set(event.pointerId, now);
    if (pointers.size === 2) {
      const [[ax, ay], [bx, by]] = [...pointers.values()];
      const box = frame.getBoundingClientRect();
      const length = Math.hypot(ax - bx, ay - by);
      if (pinch) zoom(length / pinch, (ax + bx) / 2 - box.left, (ay + by) / 2 - box.top);
      pinch = length;
      moved = true;
      return;
    }
    if (!moved && Math.hypot(now[0] - last[0], now[1] - last[1]) < 3) { pointers.set(event.pointerId, last); return; }
    if (!moved) { moved = true; frame.setPointerCapture(event.pointerId); }
    pan(now[0] - last[0], now[1] - last[1]);
  });
  const release = (event) => { pointers.delete(event.pointerId); pinch = undefined; };
  frame.addEventListener('pointerup', release);
  frame.addEventListener('pointercancel', release);
  frame.addEventListener('wheel', (event) => {
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });

  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  frame.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    const focused = [...photos].find(([, element]) => element === document.activeElement)?.[0];
    if (direction && focused !== undefined) {
      const next = neighbour(focused, direction);
      if (next === undefined) pan(-direction[0] * panStep, -direction[1] * panStep);
      else {
        photos.get(focused).tabIndex = -1;
        photos.get(next).tabIndex = 0;
        photos.get(next).focus();
      }
    } else if (direction) pan(-direction[0] * panStep, -direction[1] * panStep);
    else if (event.key === '+' || event.key === '=') zoom(zoomStep);
    else if (event.key === '-') zoom(1 / zoomStep);
    else if (event.key === '0') whole();
    else return;
    event.preventDefault();
  });

  const observer = new ResizeObserver(measure);
  observer.observe(frame);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', redraw);
  announce(`A map of ${counted(total, 'photo')}.`);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', redraw);
    cancelAnimationFrame(frameRequest);
  };
}
