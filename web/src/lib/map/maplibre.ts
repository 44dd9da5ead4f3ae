// The map library weighs more than everything else together; it comes when the first map is shown.
import type * as Library from 'maplibre-gl';
// Bundled with what it imports: the bare file of the package would look for a neighbour that is not there.
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

let library: Promise<typeof Library> | undefined;
export function mapLibrary(): Promise<typeof Library> {
  library ??= Promise.all([import('maplibre-gl'), import('maplibre-gl/dist/maplibre-gl.css')]).then(([m]) => {
    m.setWorkerUrl(worker);
    return m;
  });
  return library;
}
export const fonts = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei',sans-serif";
