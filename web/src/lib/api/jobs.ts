// Anything that takes over a second is a job: started, followed by server-sent events, stopped on request.
import { address, get, forget, remove, type Schemas } from './client';

export type Job = Schemas['Job'];

const ended = (j: Job) => j.state === 'done' || j.state === 'failed' || j.state === 'stopped';

/** Follows a job until it ends; `seen` hears of every step. Falls back to asking where events do not arrive. */
export function follow(job: Job, seen: (j: Job) => void): { ended: Promise<Job>; stop: () => void } {
  let source: EventSource | undefined;
  let over = false;
  const promise = new Promise<Job>((resolve) => {
    const hear = (j: Job) => {
      if (over) return;
      seen(j);
      if (!ended(j)) return;
      over = true;
      source?.close();
      resolve(j);
    };
    const ask = async () => {
      while (!over) {
        forget(`/jobs/${job.id}`);
        try {
          hear(await get('/api/v1/jobs/{id}', { id: job.id }));
        } catch {
          // The server may be starting again; the next question will tell.
        }
        await new Promise((r) => setTimeout(r, 1000));
      }
    };
    hear(job);
    if (over) return;
    source = new EventSource(address('/api/v1/jobs/{id}/events', { id: job.id }));
    for (const name of ['progress', 'done', 'failed'])
      source.addEventListener(name, (e) => hear(JSON.parse((e as MessageEvent<string>).data) as Job));
    source.onerror = () => {
      source?.close();
      if (!over) void ask();
    };
  });
  return { ended: promise, stop: () => void remove('/api/v1/jobs/{id}', { id: job.id }).catch(() => {}) };
}
