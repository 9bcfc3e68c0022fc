/* What is asked of the bot, and what is remembered in this browser. */

/** Sends a JSON body, or a form where a file goes along. Throws what `fetch` throws. */
export async function post(path, body, files = new Map()) {
  const response = await fetch(path, requestOf(body, files));
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function requestOf(body, files) {
  if (files.size === 0) {
    const headers = { 'content-type': 'application/json' };
    return { method: 'POST', headers, body: JSON.stringify(body) };
  }
  const form = new FormData();
  form.set('call', JSON.stringify(body));
  for (const [key, file] of files) form.set(key, file);
  return { method: 'POST', body: form };
}

/** Null for what is not there. */
export async function get(path, query = {}) {
  const response = await fetch(`${path}?${new URLSearchParams(query)}`);
  if (response.status === 401) location.reload();
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export function remembered(key, otherwise) {
  try {
    return localStorage.getItem(`cria-${key}`) ?? otherwise;
  } catch {
    return otherwise; // no storage is allowed
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`cria-${key}`, value);
  } catch {
    // it lasts as long as the page is open
  }
}

/** `{name}` filled in; `{name|day|days}` with its word, in the form that number asks for. */
export function fill(text, values) {
  return text.replace(
    /\{(\w{1,40})(?:\|([^{|}]{1,40})\|([^{|}]{1,40}))?\}/g,
    (whole, name, one, other) => {
      const value = String(values[name] ?? whole);
      if (one === undefined) return value;
      const rules = new Intl.PluralRules(document.documentElement.lang);
      return `${value} ${rules.select(values[name]) === 'one' ? one : other}`;
    },
  );
}
