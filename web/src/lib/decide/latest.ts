// One question at a time, and always the newest: while a pin is dragged, what lies between is never asked.

export interface Latest<Q> {
  ask(question: Q): void;
  /** The question in flight, if any, is of no interest any more. */
  drop(): void;
}

/** `answer` is called for a question only if no later one was dropped in between; `pause` is the least time between two. */
export function latest<Q, A>(
  fetcher: (question: Q, signal: AbortSignal) => Promise<A>,
  answer: (a: A, q: Q) => void,
  failed: (e: unknown) => void,
  pause = 60,
): Latest<Q> {
  let waiting: { question: Q } | undefined;
  let flight: AbortController | undefined;
  async function run() {
    while (waiting) {
      const { question } = waiting;
      waiting = undefined;
      const control = new AbortController();
      flight = control;
      const began = performance.now();
      try {
        const a = await fetcher(question, control.signal);
        if (!control.signal.aborted) answer(a, question);
      } catch (e) {
        if (!control.signal.aborted) failed(e);
      }
      const left = pause - (performance.now() - began);
      if (left > 0) await new Promise((r) => setTimeout(r, left));
      if (flight === control) flight = undefined;
      else return;
    }
  }
  return {
    ask(question) {
      waiting = { question };
      if (!flight) void run();
    },
    drop() {
      waiting = undefined;
      flight?.abort();
      flight = undefined;
    },
  };
}
