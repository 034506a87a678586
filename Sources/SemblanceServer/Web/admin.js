// The view of those who run the server: model versions and jobs.

import { h } from './dom.js';
import { jobsSection } from './jobs.js';
import { modelsSection } from './models.js';
import { panel, command } from './panels.js';

export const title = 'Admin';

/** Puts the view into a place. */
export function mount(place, overview) {
  place.append(h('h1', {}, 'Admin'));
  if (overview.access.scope !== 'admin') {
    place.append(panel(overview.access.scope ? 'This wants a key of scope admin' : 'A key is needed', [
      overview.access.keys_in_force ? 'Enter one with the button at the top right. On the machine of the server it is made with' : 'Nobody has made one yet. On the machine of the server:',
      command('semblance keys create NAME --scope admin')]));
    return { update() {}, leave() {} };
  }
  const sections = [modelsSection(), jobsSection()];
  place.append(...sections.map((section) => section.element));
  return { update() { for (const section of sections) section.refresh(); }, leave() { for (const section of sections) section.leave(); } };
}
