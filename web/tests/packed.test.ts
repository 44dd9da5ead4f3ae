import { describe, expect, it } from 'vitest';
// The mock's writer stands in for the server's: the layout is checked byte by byte below.
import { pack } from '../mock/packed.mjs';
import { column, unpack } from '../src/lib/api/packed';

const bytes = (b: Uint8Array): ArrayBuffer => b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength) as ArrayBuffer;

/** By hand: an odd head, so that the zeros before the data matter; an offset that no view could take. */
function byHand(): ArrayBuffer {
  const head = new TextEncoder().encode('{"rows":2,"snapshot":"s","columns":[{"name":"m","type":"u8","offset":0,"length":2},{"name":"v","type":"f32","offset":2,"length":2}]}');
  const start = Math.ceil((8 + head.length) / 8) * 8;
  const out = new Uint8Array(start + 2 + 8);
  out.set([0x43, 0x4c, 0x43, 0x31]);
  new DataView(out.buffer).setUint32(4, head.length, true);
  out.set(head, 8);
  out.set([0, 2], start);
  const view = new DataView(out.buffer);
  view.setFloat32(start + 2, 1.5, true);
  view.setFloat32(start + 6, -3, true);
  return out.buffer;
}

describe('packed columns', () => {
  it('are read where the head says, aligned or not', () => {
    const p = unpack(byHand());
    expect(p.rows).toBe(2);
    expect([...column<Uint8Array>(p, 'm')]).toEqual([0, 2]);
    expect([...column<Float32Array>(p, 'v')]).toEqual([1.5, -3]);
  });
  it('come back as they were packed, of every type', () => {
    const columns = { a: Uint8Array.of(1, 2, 3), b: Uint16Array.of(60000, 2, 3), c: Uint32Array.of(4e9, 1, 2), d: Float32Array.of(0.5, NaN, -1), e: Float64Array.of(117.123456789, -1e300, 0) };
    const p = unpack(bytes(pack('snap', 3, columns)));
    expect(p.snapshot).toBe('snap');
    for (const [name, values] of Object.entries(columns)) expect([...column(p, name)]).toEqual([...values]);
  });
  it('refuse what is something else, what is cut off and what is unknown', () => {
    const good = byHand();
    const bad = new Uint8Array(good.slice(0));
    bad[3] = 0x32;
    expect(() => unpack(bad.buffer)).toThrow(/CLC1/);
    expect(() => unpack(good.slice(0, good.byteLength - 1))).toThrow(/cut off/);
    expect(() => unpack(good.slice(0, 20))).toThrow(/cut off/);
    expect(() => unpack(new ArrayBuffer(3))).toThrow(/CLC1/);
    expect(() => column(unpack(good), 'score')).toThrow(/score/);
  });
});
