// What the page shows, as the part of its address behind the #: /view?name=value

/** The view and the values that an address names. */
export function read(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { view: path || 'search', values: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a view with values; those that are nothing are left out. */
export function link(view, values = {}) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false);
  const query = new URLSearchParams(kept).toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

/** Goes to a view. */
export function go(view, values) { location.hash = link(view, values); }

/** Says in the address what is shown already, without showing it anew. */
export function rename(view, values) { history.replaceState(history.state, '', link(view, values)); }

/** Ids from a list with commas. */
export const ids = (text) => (text ?? '').split(',').map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);

/** A latent as letters that may stand in an address: 32-bit floats, the lowest byte first, in base64url. */
export function letters(latent) {
  const bytes = new Uint8Array(Float32Array.from(latent).buffer);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The latent that letters stand for; undefined where they are none. */
export function latent(letters) {
  try {
    const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    const numbers = Array.from(new Float32Array(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer));
    return numbers.length && numbers.every(Number.isFinite) ? numbers : undefined;
  } catch {
    return undefined;
  }
}
