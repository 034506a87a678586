// Asking the server.

const patience = 3;
const keyName = 'semblance-key';

/** What the server refused, or that it could not be reached (`unreachable`). */
export class Problem extends Error {
  constructor({ status = 0, code, detail, retryAfter, requestID }) {
    super(detail);
    Object.assign(this, { status, code, detail, retryAfter, requestID });
  }
}

/** Tells of `busy` and `here` (waiting for the server, and no longer), `lost` and `found` (the connection), and `key` (another one). */
export const events = new EventTarget();

const tell = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

let isLost = false;

/** The key that requests are sent with; it is kept until the window is closed. */
export const key = {
  get: () => sessionStorage.getItem(keyName),
  set(text) {
    if (text) sessionStorage.setItem(keyName, text); else sessionStorage.removeItem(keyName);
    tell('key');
  },
};

/** The collection that the page is about; nothing for the server's usual one. It stands in the page's address: /?collection=NAME */
export const collection = new URLSearchParams(location.search).get('collection');

/** An address of the server, with query items; those that are nothing are left out. */
export function address(path, query = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
  }
  if (collection && url.pathname.startsWith('/v1/') && !url.searchParams.has('collection')) url.searchParams.set('collection', collection);
  return url.pathname + url.search;
}

/** The fields that show the key; none where there is no key. */
function credentials() {
  const secret = key.get();
  return secret ? { Authorization: `Bearer ${secret}` } : {};
}

const wait = (milliseconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, milliseconds);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

async function problem(response) {
  const document = await response.json().catch(() => ({}));
  const pause = Number(response.headers.get('Retry-After'));
  return new Problem({
    status: response.status, code: document.code ?? `status_${response.status}`, detail: document.detail ?? response.statusText,
    retryAfter: pause > 0 ? pause : undefined, requestID: document.request_id,
  });
}

async function attempt(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    connectionLost();
    throw new Problem({ code: 'unreachable', detail: 'No connection to the server.' });
  }
  if (isLost) { isLost = false; tell('found'); }
  if (!response.ok) throw await problem(response);
  return response;
}

/**
 * Sends a request. A server that is busy is asked again, as late as it says.
 *
 * `body`: an object is sent as JSON, a blob or a form as it is. Throws a Problem.
 */
export async function ask(method, path, { query, body, accept = 'application/json', signal } = {}) {
  const isDocument = body && !(body instanceof Blob) && !(body instanceof FormData);
  const headers = { Accept: accept, ...credentials(), ...(isDocument ? { 'Content-Type': 'application/json' } : {}) };
  const options = { method, headers, signal, body: isDocument ? JSON.stringify(body) : body };
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await attempt(address(path, query), options);
      if (tries > 1) tell('here');
      return response;
    } catch (error) {
      const isBusy = error instanceof Problem && ['overloaded', 'rate_limited', 'cancelled'].includes(error.code);
      if (!isBusy || tries === patience) {
        if (tries > 1) tell('here');
        throw error;
      }
      const seconds = Math.min(error.retryAfter ?? tries, 10);
      tell('busy', seconds);
      await wait(seconds * 1000, signal);
    }
  }
}

/** Asks for a document. */
export const get = async (path, query, signal) => (await ask('GET', path, { query, signal })).json();

/** Sends something and gets a document back. */
export const post = async (path, body, { query, signal } = {}) => (await ask('POST', path, { query, body, signal })).json();

/** Notices that nobody answers, and looks until somebody does. */
async function connectionLost() {
  if (isLost) return;
  isLost = true;
  tell('lost');
  while (isLost) {
    await wait(2_000);
    try {
      if ((await fetch('/healthz', { cache: 'no-store' })).ok && isLost) { isLost = false; tell('found'); }
    } catch { /* still away */ }
  }
}

/** The events of a stream (text/event-stream) as pairs of name and document, until it ends. A key can be sent with it, unlike with EventSource. */
export async function* stream(path, signal) {
  const response = await ask('GET', path, { accept: 'text/event-stream', signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
      if (fields.event) yield [fields.event, JSON.parse(fields.data)];
    }
  }
}
