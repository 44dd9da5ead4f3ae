declare module '*/packed.mjs' {
  export function pack(snapshot: string, rows: number, columns: Record<string, Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>): Uint8Array;
}
