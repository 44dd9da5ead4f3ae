// Reading something that a view shows: what came, what went wrong, and whether it is still on its way.

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: unknown;
  readonly busy: boolean;
  again(): void;
}

/** Asks again whenever what `ask` reads changes. The old value stays until the new one is there: nothing flickers. */
export function load<T>(ask: () => Promise<T> | undefined): Loaded<T> {
  let value = $state.raw<T>();
  let problem = $state.raw<unknown>();
  let busy = $state(true);
  let turn = $state(0);
  $effect(() => {
    void turn;
    const promise = ask();
    if (!promise) {
      value = undefined;
      busy = false;
      return;
    }
    let current = true;
    busy = true;
    promise.then(
      (v) => {
        if (!current) return;
        value = v;
        problem = undefined;
        busy = false;
      },
      (e: unknown) => {
        if (!current) return;
        problem = e;
        busy = false;
      },
    );
    return () => {
      current = false;
    };
  });
  return {
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
    get busy() {
      return busy;
    },
    again() {
      turn += 1;
    },
  };
}
