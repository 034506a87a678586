// Making and changing elements.

const properties = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'indeterminate', 'textContent']);

/**
 * Makes an element: h('button', {type: 'button', onclick: go}, 'Go'). Attributes that are undefined, null or false are left out; lists of
 * children are flattened, and children that are nothing are left out.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (properties.has(key)) element[key] = value;
    else if (value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** A button that does something. */
export function button(label, onclick, attributes = {}) {
  return h('button', { type: 'button', onclick, ...attributes }, label);
}

/** A labelled choice; options are pairs of value and text. */
export function choice(label, options, value, onchange) {
  const select = h('select', { onchange: () => onchange(select.value) },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
  return h('label', { class: 'field' }, h('span', {}, label), select);
}

/** Says something to whoever listens to the page instead of looking at it. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  announcer.textContent = '';
  // A screen reader notices a text that comes, not one that stays the same.
  setTimeout(() => { announcer.textContent = text; }, 60);
}

/** Offers a blob to be kept as a file. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Calls a function once its caller has been quiet for a while. */
export function debounced(milliseconds, body) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => body(...values), milliseconds);
  };
}

/** Whether whoever looks wants things to stay still. */
export const wantsStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
