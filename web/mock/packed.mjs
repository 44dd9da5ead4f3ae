const types = { Uint8Array: 'u8', Uint16Array: 'u16', Uint32Array: 'u32', Float32Array: 'f32', Float64Array: 'f64' };
/** "CLC1", length, JSON head, zeros up to a multiple of 8, columns each at a multiple of 8. */
export function pack(snapshot, rows, named) {
  let offset = 0;
  const columns = [], parts = [];
  for (const [name, array] of Object.entries(named)) {
    columns.push({ name, type: types[array.constructor.name], offset, length: array.length });
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    const pad = (8 - (bytes.length % 8)) % 8;
    parts.push(bytes, Buffer.alloc(pad));
    offset += bytes.length + pad;
  }
  const head = Buffer.from(JSON.stringify({ rows, snapshot, columns }));
  const start = Buffer.alloc(Math.ceil((8 + head.length) / 8) * 8);
  start.write('CLC1', 0, 'latin1');
  start.writeUInt32LE(head.length, 4);
  head.copy(start, 8);
  return Buffer.concat([start, ...parts]);
}
