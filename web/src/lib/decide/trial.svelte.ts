// A change to the city that nobody has made: the list, what can be undone, and the whole city's answer.
import { post, postPacked, type Schemas } from '$lib/api/client';
import { column } from '$lib/api/packed';
import { number, points, words } from '$lib/i18n/index.svelte';
import { here, set } from '$lib/router.svelte';
import { announce } from '$lib/state/live.svelte';
import { decode, encode, type Change } from './changes';
import { latest } from './latest';

export interface ChangedCells {
  index: Uint32Array;
  before: Float32Array;
  after: Float32Array;
}
interface Question {
  changes: Change[];
  framework: string;
  indicator: string;
}

export class Trial {
  changes = $state.raw<Change[]>([]);
  answer = $state.raw<Schemas['WhatIfAnswer']>();
  cells = $state.raw<ChangedCells>();
  problem = $state.raw<unknown>();
  busy = $state(false);
  took = $state(0);
  private past = $state.raw<Change[][]>([]);
  private future = $state.raw<Change[][]>([]);
  private text = '';
  private questions = latest<Question, [Schemas['WhatIfAnswer'], ChangedCells]>(
    async (q, signal) => {
      const began = performance.now();
      const body: Schemas['WhatIfAsked'] = { changes: q.changes };
      if (q.indicator) body.indicator = q.indicator;
      const params = { framework: q.framework };
      const [answer, packed] = await Promise.all([
        post('/api/v1/whatif', body, params, signal),
        postPacked('/api/v1/whatif/cells', body, params, signal),
      ]);
      this.took = performance.now() - began;
      return [answer, { index: column<Uint32Array>(packed, 'index'), before: column<Float32Array>(packed, 'before'), after: column<Float32Array>(packed, 'after') }];
    },
    ([answer, cells]) => {
      this.answer = answer;
      this.cells = cells;
      this.problem = undefined;
      this.busy = false;
      announce(words.t.decide.summary(points(answer.score_before, 1), points(answer.score_after, 1), number(answer.newly_within)));
    },
    (e) => {
      this.problem = e;
      this.busy = false;
    },
  );

  get canUndo() {
    return this.past.length > 0;
  }
  get canRedo() {
    return this.future.length > 0;
  }

  /** Takes over what the address says; called whenever the address changes. */
  read(text: string) {
    if (text === this.text) return;
    this.text = text;
    this.changes = decode(text);
  }
  private show(changes: Change[]) {
    this.changes = changes;
    this.text = encode(changes);
    set({ c: this.text, lon: '', lat: '' }, { replace: true });
  }
  commit(changes: Change[]) {
    this.past = [...this.past, decode(this.text)];
    this.future = [];
    this.show(changes);
  }
  /** While something is dragged: the city answers, and nothing is kept. */
  preview(changes: Change[]) {
    this.changes = changes;
  }
  undo() {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.future = [this.changes, ...this.future];
    this.show(before);
  }
  redo() {
    const next = this.future[0];
    if (!next) return;
    this.future = this.future.slice(1);
    this.past = [...this.past, this.changes];
    this.show(next);
  }
  ask(framework: string, indicator: string) {
    if (this.changes.length === 0) {
      this.questions.drop();
      this.answer = undefined;
      this.cells = undefined;
      this.problem = undefined;
      this.busy = false;
      return;
    }
    this.busy = true;
    this.questions.ask({ changes: this.changes, framework, indicator });
  }
  stop() {
    this.questions.drop();
  }
  static framework() {
    return here.get('framework');
  }
}
