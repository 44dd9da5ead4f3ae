// Packed columns: "CLC1", a 32-bit little-endian length, a JSON head, zeros up to a multiple of 8, then the columns.

export type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
export interface Packed {
  rows: number;
  snapshot: string;
  columns: Record<string, Column>;
}

interface Head {
  rows: number;
  snapshot: string;
  columns: { name: string; type: keyof typeof kinds; offset: number; length: number }[];
}

const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array };

/** Reads packed columns; throws on anything that is not what the contract says, rather than drawing nonsense. */
export function unpack(bytes: ArrayBuffer): Packed {
  const view = new DataView(bytes);
  if (bytes.byteLength < 8 || view.getUint32(0) !== 0x434c4331) throw new Error('packed columns: not CLC1');
  const length = view.getUint32(4, true);
  if (8 + length > bytes.byteLength) throw new Error('packed columns: the head is cut off');
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length))) as Head;
  const start = Math.ceil((8 + length) / 8) * 8;
  const columns: Record<string, Column> = {};
  for (const c of head.columns) {
    const kind = kinds[c.type];
    if (!kind) throw new Error(`packed columns: unknown type ${c.type}`);
    const from = start + c.offset;
    const until = from + c.length * kind.BYTES_PER_ELEMENT;
    if (until > bytes.byteLength) throw new Error(`packed columns: column ${c.name} is cut off`);
    // A view needs an aligned offset; a copy does not.
    columns[c.name] =
      from % kind.BYTES_PER_ELEMENT === 0 ? new kind(bytes, from, c.length) : new kind(bytes.slice(from, until));
  }
  return { rows: head.rows, snapshot: head.snapshot, columns };
}

/** The column of that name; throws where the server left it out. */
export function column<T extends Column>(packed: Packed, name: string): T {
  const found = packed.columns[name];
  if (!found) throw new Error(`packed columns: no column ${name}`);
  return found as T;
}

export const Mark = { known: 0, estimated: 1, beyond: 2, no_data: 3, not_applicable: 4, suppressed: 5 } as const;
