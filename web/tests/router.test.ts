import { beforeEach, describe, expect, it } from 'vitest';
import { address } from '../src/lib/api/client';
import { go, here, set, to } from '../src/lib/router.svelte';

beforeEach(() => go('/measure', { replace: true }));

describe('one address is one view', () => {
  it('holds what was set, and lets go of what became empty', () => {
    set({ indicator: 'access.clinic.walk', tab: 'zones' });
    expect(location.search).toBe('?indicator=access.clinic.walk&tab=zones');
    expect(here.get('tab')).toBe('zones');
    set({ tab: '' });
    expect(location.search).toBe('?indicator=access.clinic.walk');
    expect(here.get('tab')).toBe('');
  });
  it('survives signs that an address treats as its own', () => {
    set({ c: 'add_place(kind:a&b=c,lon:1)~x%' });
    here.read();
    expect(here.get('c')).toBe('add_place(kind:a&b=c,lon:1)~x%');
  });
  it('carries the framework to the next view, and nothing else', () => {
    set({ framework: 'sdg11', indicator: 'x' });
    expect(to('/detect', { finding: 'f1' })).toBe('/detect?framework=sdg11&finding=f1');
  });
  it('does not add a step to the history for what stays the same', () => {
    set({ tab: 'zones' });
    const steps = history.length;
    set({ tab: 'zones' });
    expect(history.length).toBe(steps);
  });
});

describe('addresses of the API', () => {
  it('fill names into the path and leave empty ones out of the query', () => {
    expect(address('/api/v1/cells/{cell}', { cell: 'a/b', framework: '' })).toBe('/api/v1/cells/a%2Fb');
    expect(address('/api/v1/report.{format}', { format: 'docx', lang: 'zh' })).toBe('/api/v1/report.docx?lang=zh');
  });
});
