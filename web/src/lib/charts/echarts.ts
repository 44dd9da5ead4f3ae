// ECharts by parts, drawn as SVG: sharp in print, and light enough to come only when a chart is shown.
import type { EChartsCoreOption } from 'echarts/core';

export type ChartOption = EChartsCoreOption;
let library: Promise<typeof import('echarts/core')> | undefined;
export function charts() {
  library ??= Promise.all([import('echarts/core'), import('./parts')]).then(([core, parts]) => {
    core.use(parts.parts);
    return core;
  });
  return library;
}
