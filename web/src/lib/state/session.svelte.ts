// Who is signed in and which city is shown: read once, told to every view.
import { forget, get, post, remove, useToken, whenSignedOut, type Schemas } from '$lib/api/client';

const nobody: Schemas['Me'] = { signed_in: false, roles: [], may: [], token: '', must_change_password: false };

class Session {
  me = $state.raw<Schemas['Me']>(nobody);
  city = $state.raw<Schemas['CityOverview']>();
  problem = $state.raw<unknown>();
  ready = $state(false);

  may(right: string): boolean {
    return this.me.may.includes(right);
  }
  has(role: string): boolean {
    return this.me.roles.includes(role);
  }
  private take(me: Schemas['Me']) {
    useToken(me.token);
    this.me = me;
  }
  async start() {
    whenSignedOut(() => this.take(nobody));
    try {
      this.take(await get('/api/v1/me'));
      await this.readCity();
    } catch (e) {
      this.problem = e;
    }
    this.ready = true;
  }
  async readCity() {
    forget('');
    if (this.may('city.read')) this.city = await get('/api/v1/city');
  }
  async signIn(name: string, password: string) {
    forget('');
    this.take(await post('/api/v1/session', { name, password }));
    await this.readCity();
  }
  async signOut() {
    await remove('/api/v1/session');
    forget('');
    this.take(await get('/api/v1/me'));
  }
  async changePassword(old: string, fresh: string) {
    await post('/api/v1/me/password', { old, fresh });
    forget('');
    this.take(await get('/api/v1/me'));
  }
}
export const session = new Session();

/** The first screen of whoever is signed in: the view that answers their question. */
export function firstScreen(me: Schemas['Me'], loaded: boolean): string {
  if (!loaded) return me.may.includes('import.make') ? '/start' : me.signed_in ? '/start' : '/signin';
  const by: [string, string][] = [
    ['administrator', '/admin'],
    ['leader', '/screen'],
    ['analyst', '/assess'],
    ['planner', '/decide'],
    ['finance', '/decide?side=plan'],
    ['supervisor', '/act'],
    ['department', '/act'],
    ['collector', '/act'],
    ['resident', '/me'],
  ];
  return by.find(([role]) => me.roles.includes(role))?.[1] ?? '/portal';
}
