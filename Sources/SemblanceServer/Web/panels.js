// What stands where results would: nothing yet, something went wrong, wait.

import { button, h } from './dom.js';
import { explain } from './words.js';

/** A panel with a heading, sentences and things to do. */
export function panel(title, sentences, ...actions) {
  return h('section', { class: 'panel' }, h('h2', {}, title), sentences.filter(Boolean).map((sentence) => h('p', {}, sentence)),
    actions.length ? h('p', { class: 'actions' }, actions) : null);
}

/** A command to type in a terminal. */
export const command = (text) => h('code', { class: 'command' }, text);

/** What went wrong, with a way to try again where trying makes sense. */
export function failure(problem, retry) {
  const { title, advice, detail } = explain(problem);
  const element = panel(title, [advice, detail === advice ? '' : detail], retry ? button('Try again', retry) : []);
  element.classList.add('failure');
  element.setAttribute('role', 'alert');
  if (problem.requestID) element.append(h('p', { class: 'small' }, `Request ${problem.requestID}`));
  return element;
}

/** Something is under way. */
export const waiting = (text) => h('p', { class: 'waiting' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), text);

/**
 * Why there is nothing to look at, by what the server says of itself; null where there is.
 *
 * `needs.images`: whether photos have to be there too.
 */
export function obstacle(overview, needs = {}) {
  if (!overview.access.scope) {
    return panel(overview.access.keys_in_force ? 'A key is needed' : 'Nobody has made a key yet',
      ['This server answers those who have a key. Enter yours with the button at the top right; who runs the server makes one with',
        command('semblance keys create NAME --scope read')]);
  }
  if (!overview.model && overview.images === 0) {
    return panel('The corpus is empty', ['There are no photos to search in, and no model that sees. On the machine of the server:',
      command('semblance train --corpus photos --minutes 60'), command('semblance index --corpus photos')]);
  }
  if (!overview.model) {
    return panel('No model serves yet', [overview.problem ?? 'There are photos, but no version of a model that has encoded them.',
      'The first version to be indexed serves by itself; later ones when they are activated, here under Admin or with',
      command('semblance models activate NAME')]);
  }
  if (needs.images && overview.images === 0) {
    return panel('The corpus is empty', ['There is a model, but no photos to search in. On the machine of the server:',
      command('semblance index --corpus photos')]);
  }
  return null;
}
