// One address is one view: what is chosen lives in the path and the query, and nowhere else.

class Here {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));

  read() {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }
  get(name: string): string {
    return this.query.get(name) ?? '';
  }
}
export const here = new Here();

/** What belongs to the city's version and is carried from view to view. */
const carried = ['framework'];

export function go(url: string, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  const before = here.path;
  here.read();
  if (here.path !== before) {
    scrollTo(0, 0);
    // Whoever reads by ear starts again at the top of the new view.
    requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }
}

/** Changes some parameters of this view; an empty value takes one away. */
export function set(changes: Record<string, string | number | undefined>, { replace = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  const url = location.pathname + (text ? `?${text}` : '');
  if (url !== location.pathname + location.search) go(url, { replace });
}

/** An address of another view, with the framework carried along. */
export function to(path: string, params: Record<string, string | number | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const name of carried) {
    const value = here.query.get(name);
    if (value) query.set(name, value);
  }
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export function startRouter() {
  addEventListener('popstate', () => here.read());
  document.addEventListener('click', (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = (e.target as Element).closest?.('a');
    if (!a || a.target || a.hasAttribute('download') || a.origin !== location.origin) return;
    if (a.pathname.startsWith('/api/') || a.pathname.startsWith('/tiles/') || a.hash) return;
    e.preventDefault();
    go(a.pathname + a.search);
  });
}
