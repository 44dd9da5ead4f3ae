// The one place that speaks to the server. Paths, parameters and answers are typed by the contract.
import type { components, paths } from './types';
import { unpack, type Packed } from './packed';

export type Schemas = components['schemas'];
export type Text = Schemas['Text'];

type Json<R> = R extends { content: { 'application/json': infer A } } ? A : never;
type Answer<O> = O extends { responses: infer R }
  ? 200 extends keyof R
    ? Json<R[200]>
    : 201 extends keyof R
      ? Json<R[201]>
      : 202 extends keyof R
        ? Json<R[202]>
        : undefined
  : never;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;
type Getters = { [P in keyof paths]: paths[P] extends { get: unknown } ? P : never }[keyof paths];
type Posters = { [P in keyof paths]: paths[P] extends { post: unknown } ? P : never }[keyof paths];
type Got<P extends Getters> = paths[P] extends { get: infer O } ? Answer<O> : never;
type Posted<P extends Posters> = paths[P] extends { post: infer O } ? Answer<O> : never;
type PostBody<P extends Posters> = paths[P] extends { post: infer O } ? Body<O> : never;
export type Params = Record<string, string | number | undefined>;

/** What the server (or the lack of one) said was wrong, in both languages. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly detail: Text,
    readonly hint: Text,
  ) {
    super(detail.en);
  }
}

let token = '';
let onSignedOut: () => void = () => {};
/** What is sent back with everything that changes something; a page of another site cannot know it. */
export function useToken(t: string) {
  token = t;
}
export function whenSignedOut(f: () => void) {
  onSignedOut = f;
}

/** Fills {names} of a path from the parameters; the rest become the query. */
export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  let at = path;
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === '') continue;
    if (at.includes(`{${name}}`)) at = at.replace(`{${name}}`, encodeURIComponent(String(value)));
    else query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${at}?${text}` : at;
}

async function refusal(response: Response): Promise<Refused> {
  let problem: Partial<Schemas['Problem']> = {};
  try {
    problem = (await response.json()) as Schemas['Problem'];
  } catch {
    // A proxy on the way may answer with something that is not ours.
  }
  const plain = `HTTP ${response.status}`;
  return new Refused(response.status, problem.detail ?? { en: plain, zh: plain }, problem.hint ?? { en: '', zh: '' });
}

async function send(method: string, url: string, body?: BodyInit, signal?: AbortSignal, type = 'application/json') {
  const headers: Record<string, string> = {};
  if (method !== 'GET') headers['x-cityloop-token'] = token;
  if (body !== undefined) headers['content-type'] = type;
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body, signal, credentials: 'same-origin' });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Refused(
      0,
      { en: 'The server does not answer.', zh: '服务器没有响应。' },
      { en: 'Check the connection, then try again.', zh: '请检查网络连接后重试。' },
    );
  }
  if (response.ok) return response;
  if (response.status === 401) onSignedOut();
  throw await refusal(response);
}

const remembered = new Map<string, Promise<unknown>>();
/** After something was changed, what was read before is not true any more. */
export function forget(part = '') {
  for (const key of remembered.keys()) if (key.includes(part)) remembered.delete(key);
}
function remember<T>(url: string, ask: () => Promise<T>): Promise<T> {
  let promise = remembered.get(url) as Promise<T> | undefined;
  if (!promise) {
    promise = ask();
    remembered.set(url, promise);
    promise.catch(() => remembered.delete(url));
  }
  return promise;
}

export function get<P extends Getters>(path: P, params?: Params): Promise<Got<P>> {
  const url = address(path, params);
  return remember(url, async () => (await send('GET', url)).json() as Promise<Got<P>>);
}
export function getPacked(path: Getters, params?: Params): Promise<Packed> {
  const url = address(path, params);
  return remember(url, async () => unpack(await (await send('GET', url)).arrayBuffer()));
}
export async function post<P extends Posters>(
  path: P,
  body: PostBody<P>,
  params?: Params,
  signal?: AbortSignal,
): Promise<Posted<P>> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const response = await send('POST', address(path, params), sent, signal);
  return (response.status === 204 ? undefined : await response.json()) as Posted<P>;
}
export async function postPacked(path: Posters, body: unknown, params?: Params, signal?: AbortSignal): Promise<Packed> {
  const response = await send('POST', address(path, params), JSON.stringify(body), signal);
  return unpack(await response.arrayBuffer());
}
export async function patch<T>(path: keyof paths, body: unknown, params?: Params): Promise<T> {
  return (await send('PATCH', address(path, params), JSON.stringify(body))).json() as Promise<T>;
}
export async function remove(path: keyof paths, params?: Params): Promise<void> {
  await send('DELETE', address(path, params));
}
export async function upload(file: File): Promise<Schemas['Upload']> {
  const url = address('/api/v1/uploads', { filename: file.name });
  return (await send('POST', url, file, undefined, 'application/octet-stream')).json() as Promise<Schemas['Upload']>;
}
