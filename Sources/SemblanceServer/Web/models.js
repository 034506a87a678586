// Model versions: what they are worth, and which of them serves.

import { get, post } from './api.js';
import { announce, button, h } from './dom.js';
import { dialog, facts } from './details.js';
import { failure, panel, command, waiting } from './panels.js';
import { figuresOf, qualityReport } from './report.js';
import { count, counted, decimal, time, versionName } from './words.js';

/** The section of model versions. */
export function modelsSection() {
  const body = h('div', {}, waiting('Looking for models …'));
  const element = h('section', { 'aria-labelledby': 'models-title' }, h('h2', { id: 'models-title' }, 'Model versions'), body);

  async function refresh() {
    try {
      const { models, rollback } = await get('/v1/models');
      body.replaceChildren(...draw(models, rollback));
    } catch (problem) {
      body.replaceChildren(failure(problem, refresh));
    }
  }

  function draw(models, rollback) {
    if (!models.length) return [panel('There is no model yet', ['On the machine of the server:', command('semblance train --corpus photos --minutes 60')])];
    const serving = models.find((model) => model.active);
    return [
      h('ul', { class: 'cards' }, models.map((model) => card(model, serving))),
      rollback ? h('p', { class: 'actions' }, button(`Roll back to ${versionName(rollback)} …`, () => confirmChange(
        { ...models.find((model) => model.id === rollback.id), ...rollback }, serving, 'Roll back', '/v1/models/rollback'))) : null,
    ].filter(Boolean);
  }

  function card(model, serving) {
    return h('li', { class: model.active ? 'card serving' : 'card' },
      h('h3', {}, versionName(model), ' ', h('span', { class: `state ${model.active ? 'good' : model.state}` }, model.active ? 'serves' : model.state)),
      facts([
        ['Objective', `${model.objective}, ${model.resolution} px, ${counted(model.latent_dimension, 'dimension')}`],
        ['Photos encoded', count(model.latents)],
        ['Made', time(model.created_at)],
        ['Index', model.index ? `${model.index.kind}${model.index.kind === 'exact' || !model.index.exact ? '' : ', exact'}` : null],
        ['Label lift', figure(model, 'label_lift')],
        ['Correlation', figure(model, 'correlation')],
      ]),
      h('p', { class: 'actions' }, button('Report', () => showReport(model), { 'aria-label': `Report of ${versionName(model)}` }),
        !model.active && model.state === 'ready'
          ? button('Activate …', () => confirmChange(model, serving, 'Activate', `/v1/models/${model.id}/activate`), { 'aria-label': `Activate ${versionName(model)}` }) : null));
  }

  /** Asks whether a version shall serve, and says what will be another way then. */
  async function confirmChange(model, serving, verb, path) {
    const why = h('input', { type: 'text', maxlength: 1000, placeholder: 'for the trail; may stay empty' });
    const force = h('input', { type: 'checkbox' });
    const consequences = h('div', {}, waiting('Looking at what will change …'));
    const confirm = button(verb, act, { class: 'primary', disabled: true });
    const box = dialog(`${verb === 'Activate' ? 'Let' : 'Roll back: let'} ${versionName(model)} serve?`, consequences,
      h('label', { class: 'field wide' }, h('span', {}, 'Why'), why),
      h('p', { class: 'actions' }, confirm, button('Leave it as it is', () => box.close(), { class: 'quiet' })));
    let whole;
    try {
      whole = await get(`/v1/models/${model.id}`);
    } catch (problem) {
      consequences.replaceChildren(failure(problem));
      return;
    }
    const isEmpty = whole.latents === 0;
    consequences.replaceChildren(h('ul', {},
      h('li', {}, serving ? `Searches are answered by ${versionName(whole)} instead of ${versionName(serving)}: other neighbours, other distances.` : `Searches are answered by ${versionName(whole)}.`),
      h('li', {}, `${counted(whole.latents, 'photo')} can be found${serving ? ` (now ${count(serving.latents)})` : ''}.`),
      whole.missing ? h('li', { class: 'warning' }, `${counted(whole.missing, 'photo')} that can be found now cannot then, until they are encoded: semblance index --model ${versionName(whole)}`) : null,
      serving && serving.latent_dimension !== whole.latent_dimension ? h('li', {}, `Latents have ${whole.latent_dimension} dimensions instead of ${serving.latent_dimension}; links to uploaded photos and pages of searches under way end.`)
        : h('li', {}, 'Links to uploaded photos and pages of searches under way end, for latents belong to one version.'),
      h('li', {}, 'Requests that have begun finish on the version that serves now. It stays, and can serve again at any time.')),
    isEmpty ? h('label', { class: 'check' }, force, ' It has encoded nothing; let it serve all the same') : null);
    confirm.disabled = isEmpty;
    force.addEventListener('change', () => { confirm.disabled = !force.checked; });

    async function act() {
      confirm.disabled = true;
      try {
        const served = await post(path, { ...(why.value ? { why: why.value } : {}), ...(force.checked ? { force: true } : {}) });
        box.close();
        announce(`${versionName(served)} serves now.`);
        document.dispatchEvent(new Event('served'));
        await refresh();
      } catch (problem) {
        consequences.append(failure(problem));
        confirm.disabled = false;
      }
    }
  }

  async function showReport(model) {
    const content = h('div', {}, waiting('Reading …'));
    const box = dialog(`Report of ${versionName(model)}`, content);
    box.classList.add('wide');
    try {
      const whole = await get(`/v1/models/${model.id}`);
      content.replaceChildren(qualityReport(whole.metrics),
        h('h3', {}, 'What was done to it'),
        whole.history?.length ? h('ul', {}, whole.history.map((event) => h('li', {}, `${time(event.happened_at)}: ${event.action} by ${event.actor}${event.why ? `: ${event.why}` : ''}`)))
          : h('p', { class: 'small' }, 'Nothing yet.'),
        h('details', {}, h('summary', {}, 'Configuration'), h('pre', { tabindex: '0' }, JSON.stringify(whole.configuration, null, 2))));
    } catch (problem) {
      content.replaceChildren(failure(problem));
    }
  }

  return { element, refresh, leave() {} };
}

/** A figure of a version; nothing where it was not measured. */
function figure(model, name) {
  const value = figuresOf(model.metrics)[name];
  return typeof value === 'number' ? decimal(value) : null;
}
