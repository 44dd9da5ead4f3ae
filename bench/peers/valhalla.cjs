// What Valhalla takes for the jobs of our street benchmarks, in CPU seconds of its process.
//   node valhalla.cjs MODULE CONFIG CELLS.csv SAMPLE     (called by bench/peers/run)
// SAMPLE: from how many cells; its cost is per origin, so that the whole is a multiple. The algorithm for matrices is set
// explicitly: what it chooses by itself is sixty times slower at one to many.

const fs = require('fs');
const [, , module_, configFile, cellsFile, sample] = process.argv;
const { Actor, VALHALLA_VERSION } = require(module_);

const config = JSON.parse(fs.readFileSync(configFile, 'utf8'));
config.thor.source_to_target_algorithm = 'timedistancematrix';
for (const mode of ['pedestrian', 'bicycle', 'auto']) {
  const limits = config.service_limits[mode];
  limits.max_matrix_location_pairs = 10000000;
  limits.max_locations = 5000;
  limits.max_matrix_distance = 200000;
}
config.service_limits.isochrone.max_time_contour = 240;
const actor = new Actor(config);

const lines = fs.readFileSync(cellsFile, 'utf8').trim().split('\n');
const header = lines[0].split(',').map((w) => w.replace(/"/g, ''));
const lon = header.indexOf('lon'), lat = header.indexOf('lat');
const cells = lines.slice(1).map((l) => {
  const w = l.split(',');
  return { lon: Number(w[lon]), lat: Number(w[lat]) };
});
const every = Math.max(1, Math.floor(cells.length / Number(sample)));
const origins = cells.filter((_, i) => i % every === 0);

async function job(name, ask) {
  await ask(origins.slice(0, 4)); // tiles are touched once
  const begun = process.cpuUsage();
  const found = await ask(origins);
  const used = process.cpuUsage(begun);
  const seconds = (used.user + used.system) / 1e6;
  console.log(
    `${name}\t${((1000 * seconds) / origins.length).toFixed(2)} ms an origin\t` +
      `${((seconds / origins.length) * cells.length).toFixed(2)} s for ${cells.length}\t${found} found`
  );
}

const matrix = (costing, options) => async (from) => {
  let found = 0;
  for (let i = 0; i < from.length; i += 60) {
    const answer = await actor.matrix({
      sources: from.slice(i, i + 60), targets: cells, costing,
      costing_options: { [costing]: options }
    });
    for (const row of answer.sources_to_targets) for (const e of row) if (e.time !== null && e.time <= 7200) ++found;
  }
  return found;
};

(async () => {
  console.log(`Valhalla ${VALHALLA_VERSION}, ${origins.length} of ${cells.length} cells as origins`);
  await job('walk matrix, 120 min', matrix('pedestrian', { walking_speed: 3.6 }));
  await job('drive matrix, 120 min', matrix('auto', {}));
  await job('15 min on foot, as polygons', async (from) => {
    for (const at of from)
      await actor.isochrone({
        locations: [at], costing: 'pedestrian', costing_options: { pedestrian: { walking_speed: 4.5 } },
        contours: [{ time: 15 }], polygons: true
      });
    return from.length;
  });
})();
