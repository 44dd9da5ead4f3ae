// What a person prefers: kept in this browser, never in the address, so that one address is one view for everybody.
export type Lang = 'zh' | 'en';
export type Theme = 'auto' | 'light' | 'dark' | 'contrast';

function stored<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  try {
    const v = localStorage.getItem(`cityloop.${name}`) as T | null;
    return v !== null && allowed.includes(v) ? v : otherwise;
  } catch {
    return otherwise;
  }
}
function store(name: string, value: string) {
  try {
    localStorage.setItem(`cityloop.${name}`, value);
  } catch {
    // A browser that keeps nothing still works; it forgets.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

class Prefs {
  lang = $state<Lang>(stored('lang', ['zh', 'en'] as const, navigator.language.startsWith('zh') ? 'zh' : 'en'));
  theme = $state<Theme>(stored('theme', ['auto', 'light', 'dark', 'contrast'] as const, 'auto'));
  senior = $state(stored('senior', ['yes', 'no'] as const, 'no') === 'yes');
  private system = $state<'light' | 'dark' | 'contrast'>('light');

  constructor() {
    const look = () => (this.system = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light');
    look();
    dark.addEventListener('change', look);
    contrast.addEventListener('change', look);
  }
  get shown(): 'light' | 'dark' | 'contrast' {
    return this.theme === 'auto' ? this.system : this.theme;
  }
  keep() {
    store('lang', this.lang);
    store('theme', this.theme);
    store('senior', this.senior ? 'yes' : 'no');
    const root = document.documentElement;
    root.lang = this.lang === 'zh' ? 'zh-CN' : 'en';
    root.dataset.theme = this.shown;
    root.dataset.size = this.senior ? 'senior' : 'normal';
  }
}
export const prefs = new Prefs();
