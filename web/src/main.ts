import { mount } from 'svelte';
import App from './App.svelte';
import './styles/base.css';
import { startRouter } from '$lib/router.svelte';
import { words } from '$lib/i18n/index.svelte';
import { prefs } from '$lib/state/prefs.svelte';
import { session } from '$lib/state/session.svelte';

prefs.keep();
startRouter();
void Promise.all([words.use(prefs.lang), session.start()]).then(() => {
  mount(App, { target: document.getElementById('app') as HTMLElement });
});
