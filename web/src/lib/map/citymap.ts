// The imperative side of the map: one object that a component tells what to show.
import type { CanvasSource, GeoJSONSource, Map as LibreMap, Marker } from 'maplibre-gl';
import type * as Library from 'maplibre-gl';
import { address } from '$lib/api/client';
import { css, hatching, type Theme } from './classes';
import type { Grid } from './grid';
import { fonts, mapLibrary } from './maplibre';
import { paint, pixelsPerCell, signOf, type Picture } from './paint';

export interface MapPoint {
  id: string;
  lon: number;
  lat: number;
  label: string;
  tone: 'place' | 'finding' | 'case' | 'change' | 'site';
  movable?: boolean;
  /** Size of a dot, 0…1. */
  weight?: number;
  /** A short sign inside a pin. */
  sign?: string;
}
export interface MapLine {
  id: string;
  line: number[][];
}
export interface Heard {
  pick(lon: number, lat: number, index: number): void;
  hover(index: number): void;
  point(id: string): void;
  drag(id: string, lon: number, lat: number, done: boolean): void;
  moved(): void;
}

const empty = { type: 'FeatureCollection' as const, features: [] };

export class CityMap {
  private canvas = document.createElement('canvas');
  private k = 2;
  private image?: ImageData;
  private picture?: Picture;
  private outlines: number[] = [];
  private chosen = -1;
  private points: MapPoint[] = [];
  private lines: MapLine[] = [];
  private markers = new Map<string, Marker>();
  private cellLayer?: string;

  private constructor(
    private lib: typeof Library,
    readonly map: LibreMap,
    private grid: Grid,
    private theme: Theme,
    private heard: Heard,
  ) {
    if (grid.lattice) {
      this.k = pixelsPerCell(grid.lattice.columns, grid.lattice.rows);
      this.canvas.width = grid.lattice.columns * this.k;
      this.canvas.height = grid.lattice.rows * this.k;
      this.image = new ImageData(this.canvas.width, this.canvas.height);
    }
    map.on('style.load', () => void this.dress());
    map.on('click', (e) => {
      const over = map.getLayer('cl-points') ? map.queryRenderedFeatures(e.point, { layers: ['cl-points'] })[0] : undefined;
      const id = over?.properties?.['id'] as string | undefined;
      if (id) heard.point(id);
      else this.pick(e.lngLat.lng, e.lngLat.lat);
    });
    map.on('mousemove', (e) => heard.hover(grid.indexAt(e.lngLat.lng, e.lngLat.lat)));
    map.on('mouseout', () => heard.hover(-1));
    map.on('move', () => heard.moved());
    map.getCanvas().addEventListener('keydown', (e) => {
      if (e.key !== 'Enter') return;
      const c = map.getCenter();
      this.pick(c.lng, c.lat);
    });
  }

  static async make(holder: HTMLElement, grid: Grid, box: number[], theme: Theme, label: string, heard: Heard): Promise<CityMap> {
    const lib = await mapLibrary();
    const map = new lib.Map({
      container: holder,
      style: CityMap.styleOf(theme),
      bounds: box as [number, number, number, number],
      fitBoundsOptions: { padding: 24 },
      // Distances are compared by eye on this map; it is never tilted or turned.
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      localIdeographFontFamily: fonts,
      locale: { 'Map.Title': label },
      // Addresses in styles and tile lists are relative to this origin; the worker would resolve them against itself.
      transformRequest: (url: string) => ({ url: url.startsWith('/') ? location.origin + url : url }),
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new lib.ScaleControl({ maxWidth: 120 }), 'bottom-left');
    return new CityMap(lib, map, grid, theme, heard);
  }
  private static styleOf(theme: Theme) {
    return location.origin + address('/tiles/style.json', { theme });
  }

  private pick(lon: number, lat: number) {
    this.heard.pick(lon, lat, this.grid.indexAt(lon, lat));
  }

  /** Our layers on top of a style that has just arrived. Cells go under roads and labels: the streets stay readable. */
  private async dress() {
    const { map, grid } = this;
    if (map.getSource('cl-marks')) return;
    const below = map.getStyle().layers.find((l) => l.id.startsWith('road'))?.id;
    if (grid.lattice) {
      map.addSource('cl-cells', { type: 'canvas', canvas: this.canvas, coordinates: grid.lattice.corners as never, animate: false });
      map.addLayer({ id: 'cl-cells', type: 'raster', source: 'cl-cells', paint: { 'raster-opacity': 0.82, 'raster-resampling': 'nearest', 'raster-fade-duration': 0 } }, below);
    } else await this.dressTiles(below);
    map.addSource('cl-marks', { type: 'geojson', data: empty });
    map.addSource('cl-lines', { type: 'geojson', data: empty });
    map.addSource('cl-points', { type: 'geojson', data: empty });
    const ink = this.theme === 'dark' ? '#ffffff' : '#1c2225';
    const paper = this.theme === 'dark' ? '#000000' : '#ffffff';
    const accent = this.theme === 'dark' ? '#7be6ff' : '#0b5f6f';
    map.addLayer({ id: 'cl-outline', type: 'line', source: 'cl-marks', filter: ['==', ['get', 'what'], 'outline'], paint: { 'line-color': ink, 'line-width': 1.6 } });
    map.addLayer({ id: 'cl-chosen-halo', type: 'line', source: 'cl-marks', filter: ['==', ['get', 'what'], 'chosen'], paint: { 'line-color': paper, 'line-width': 6 } });
    map.addLayer({ id: 'cl-chosen', type: 'line', source: 'cl-marks', filter: ['==', ['get', 'what'], 'chosen'], paint: { 'line-color': accent, 'line-width': 3 } });
    map.addLayer({ id: 'cl-lines', type: 'line', source: 'cl-lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': accent, 'line-width': 4, 'line-dasharray': [1.5, 1.5] } });
    map.addLayer({ id: 'cl-points', type: 'circle', source: 'cl-points', paint: { 'circle-radius': ['match', ['get', 'tone'], 'finding', ['+', 4, ['*', 9, ['get', 'weight']]], 'case', 8, 5], 'circle-color': ['match', ['get', 'tone'], 'place', paper, accent], 'circle-stroke-color': ['match', ['get', 'tone'], 'place', ink, paper], 'circle-stroke-width': 1.6 } });
    this.draw();
    this.drawMarks();
    this.drawPoints();
    this.drawLines();
  }
  private async dressTiles(below?: string) {
    const { map } = this;
    const list = (await (await fetch('/tiles/cells.json')).json()) as { vector_layers?: { id: string }[] };
    this.cellLayer = list.vector_layers?.[0]?.id ?? 'cells';
    map.addSource('cl-cells', { type: 'vector', url: '/tiles/cells.json' });
    const look = { source: 'cl-cells', 'source-layer': this.cellLayer };
    map.addLayer({ id: 'cl-cells', type: 'fill', ...look, paint: { 'fill-color': ['coalesce', ['feature-state', 'colour'], 'rgba(0,0,0,0)'], 'fill-opacity': 0.82, 'fill-antialias': false } }, below);
    for (const sign of ['unknown', 'beyond'] as const) {
      if (map.hasImage(`cl-${sign}`)) map.removeImage(`cl-${sign}`);
      map.addImage(`cl-${sign}`, stripes(this.theme, sign));
      // A pattern cannot follow a feature's state, its opacity can.
      map.addLayer({ id: `cl-${sign}`, type: 'fill', ...look, paint: { 'fill-pattern': `cl-${sign}`, 'fill-opacity': ['case', ['==', ['feature-state', 'sign'], sign], 0.85, 0] } }, below);
    }
  }

  private draw() {
    const { map, picture, grid } = this;
    if (!picture || !map.getSource('cl-cells')) return;
    if (grid.lattice && this.image) {
      const began = performance.now();
      paint(new Uint32Array(this.image.data.buffer), this.k, grid, picture);
      this.canvas.getContext('2d')?.putImageData(this.image, 0, 0);
      // Read by the browser tests, and by whoever looks into the profiler.
      performance.measure('cityloop:paint', { start: began });
      const source = map.getSource('cl-cells') as CanvasSource;
      // Playing for one frame is how a canvas that stands still is read again.
      source.play();
      map.once('render', () => source.pause());
      map.triggerRepaint();
      return;
    }
    for (let i = 0; i < grid.size; i++) {
      const shown = picture.after && (grid.columns.lon[i] as number) > picture.after.lon ? picture.after : picture.field;
      const sign = signOf(shown, picture.classes, i);
      const colour = typeof sign === 'number' ? css(picture.classes.colours[sign] as never) : 'rgba(0,0,0,0)';
      map.setFeatureState({ source: 'cl-cells', sourceLayer: this.cellLayer as string, id: i }, { colour, sign });
    }
  }
  private drawMarks() {
    const source = this.map.getSource('cl-marks') as GeoJSONSource | undefined;
    if (!source || !this.grid.lattice) return;
    const lines = (what: string, coordinates: number[][][]) => ({ type: 'Feature' as const, properties: { what }, geometry: { type: 'MultiLineString' as const, coordinates } });
    source.setData({ type: 'FeatureCollection', features: [lines('outline', this.grid.edge(this.outlines)), lines('chosen', this.chosen >= 0 ? [this.grid.ring(this.chosen)] : [])] });
  }
  private drawPoints() {
    const source = this.map.getSource('cl-points') as GeoJSONSource | undefined;
    source?.setData({ type: 'FeatureCollection', features: this.points.filter((p) => !p.movable).map((p) => ({ type: 'Feature' as const, properties: { id: p.id, tone: p.tone, weight: p.weight ?? 0.4 }, geometry: { type: 'Point' as const, coordinates: [p.lon, p.lat] } })) });
    const wanted = new Map(this.points.filter((p) => p.movable).map((p) => [p.id, p]));
    for (const [id, m] of this.markers)
      if (!wanted.has(id)) {
        m.remove();
        this.markers.delete(id);
      }
    for (const [id, p] of wanted) {
      const held = this.markers.get(id);
      if (held) {
        held.setLngLat([p.lon, p.lat]);
        held.getElement().setAttribute('aria-label', p.label);
        held.getElement().dataset['number'] = p.sign ?? '';
      } else this.markers.set(id, this.pin(p));
    }
  }
  /** A pin that is dragged, or moved with the arrow keys: dragging must never be the only way. */
  private pin(p: MapPoint): Marker {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'cl-pin';
    element.setAttribute('aria-label', p.label);
    element.dataset['number'] = p.sign ?? '';
    const marker = new this.lib.Marker({ element, draggable: true, anchor: 'bottom' }).setLngLat([p.lon, p.lat]).addTo(this.map);
    element.addEventListener('click', (e) => {
      e.stopPropagation();
      this.heard.point(p.id);
    });
    const tell = (done: boolean) => {
      const at = marker.getLngLat();
      this.heard.drag(p.id, at.lng, at.lat, done);
    };
    marker.on('drag', () => tell(false));
    marker.on('dragend', () => tell(true));
    element.addEventListener('keydown', (e) => {
      const step = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, number[]>)[e.key];
      if (!step) return;
      e.preventDefault();
      e.stopPropagation();
      const pixel = this.map.project(marker.getLngLat());
      const by = e.shiftKey ? 24 : 6;
      marker.setLngLat(this.map.unproject([pixel.x + (step[0] as number) * by, pixel.y + (step[1] as number) * by]));
      tell(true);
    });
    return marker;
  }
  private drawLines() {
    const source = this.map.getSource('cl-lines') as GeoJSONSource | undefined;
    source?.setData({ type: 'FeatureCollection', features: this.lines.map((l) => ({ type: 'Feature' as const, properties: { id: l.id }, geometry: l.line.length > 1 ? { type: 'LineString' as const, coordinates: l.line } : { type: 'Point' as const, coordinates: l.line[0] ?? [0, 0] } })) });
  }

  show(picture: Picture | undefined) {
    this.picture = picture;
    this.draw();
  }
  mark(outlines: number[], chosen: number) {
    this.outlines = outlines;
    this.chosen = chosen;
    this.drawMarks();
  }
  put(points: MapPoint[], lines: MapLine[]) {
    this.points = points;
    this.lines = lines;
    this.drawPoints();
    this.drawLines();
  }
  dressAs(theme: Theme) {
    if (theme === this.theme) return;
    this.theme = theme;
    this.map.setStyle(CityMap.styleOf(theme), { diff: false });
  }
  lonAt(share: number): number {
    const { clientWidth } = this.map.getContainer();
    return this.map.unproject([share * clientWidth, this.map.getContainer().clientHeight / 2]).lng;
  }
  close() {
    this.map.remove();
  }
}

function stripes(theme: Theme, sign: 'unknown' | 'beyond'): ImageData {
  const n = 8;
  const image = new ImageData(n, n);
  const { ground, line } = hatching[theme][sign];
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const on = (sign === 'unknown' ? x + y : x - y + n) % n < 2;
      image.data.set([...(on ? line : ground), 255], 4 * (y * n + x));
    }
  return image;
}
