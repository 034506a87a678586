// What a model version is worth, as `semblance evaluate` measured it.

import { h } from './dom.js';
import { command } from './panels.js';
import { counted, decimal, time } from './words.js';

/** Rows of the table: a name, where the figure lies, and which way is better. */
const rows = [
  ['Label lift of the ten nearest', ['label_lift'], 'higher'],
  ['Same person nearest (recall@1)', ['identity', 'recall_at_1'], 'higher'],
  ['Found again: JPEG of quality 50', ['self_retrieval', 'jpeg50'], 'higher'],
  ['Found again: cropped by 5 %', ['self_retrieval', 'crop5'], 'higher'],
  ['Found again: shifted', ['self_retrieval', 'shift'], 'higher'],
  ['Found again: brighter', ['self_retrieval', 'brightness'], 'higher'],
  ['Found again: mirrored', ['self_retrieval', 'mirror'], 'higher'],
  ['Correlation ρ(z, E(G(z)))', ['correlation'], 'higher'],
  ['Reconstruction, L1', ['reconstruction', 'l1'], 'lower'],
  ['Reconstruction, MS-SSIM', ['reconstruction', 'ms_ssim'], 'higher'],
  ['Sliced Wasserstein, samples', ['swd', 'samples'], 'lower'],
  ['Sliced Wasserstein, reconstructions', ['swd', 'reconstructions'], 'lower'],
  ['Collapse', ['collapse', 'samples'], 'lower'],
];
const baselines = [['pca', 'Principal components'], ['pca_whitened', 'the same, whitened'], ['untrained', 'Untrained']];

const at = (document, path) => path.reduce((value, name) => value?.[name], document);
const cell = (value) => h('td', {}, typeof value === 'number' ? decimal(value) : '–');

/** What was measured: the report of `semblance evaluate`, else what training itself looked at; both by the names of the report. */
export function figuresOf(metrics) {
  if (metrics?.quality) return metrics.quality;
  const { correlation, reconstruction_l1: l1, collapse } = metrics?.evaluation ?? {};
  return { correlation, reconstruction: { l1 }, collapse: { samples: collapse } };
}

/** The figures of a version beside what it should be better than. */
export function qualityReport(metrics) {
  const figures = figuresOf(metrics);
  const measured = rows.filter(([, path]) => typeof at(figures, path) === 'number');
  const advice = metrics?.quality ? null : h('div', {}, h('p', {}, measured.length ? 'Measured while it was trained. For all figures, on the machine of the server:' : 'Nothing was measured of it yet. On the machine of the server:'),
    command('semblance evaluate NAME --corpus held-out-photos'));
  if (!measured.length) return advice;
  const beside = baselines.filter(([name]) => figures.baselines?.[name]);
  const conditions = metrics?.quality
    ? h('p', { class: 'small' }, `On ${counted(figures.images, 'photo')}, ${time(figures.evaluated_at)}. Figures on photos that a model has learned from flatter it.`) : null;
  return h('div', {}, conditions, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Figures' }, h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Figure'), h('th', { scope: 'col' }, 'This version'),
      beside.map(([, title]) => h('th', { scope: 'col' }, title)), h('th', { scope: 'col' }, 'Better is'))),
    h('tbody', {}, measured.map(([title, path, better]) => h('tr', {}, h('th', { scope: 'row' }, title), cell(at(figures, path)),
      beside.map(([name]) => cell(at(figures.baselines[name], path))), h('td', {}, better)))))), advice);
}
