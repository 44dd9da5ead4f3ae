-- pgRouting on the streets that CityLoop exported: the same jobs, on the same stretches, at 1 m/s and 1.25 m/s on foot.
\set QUIET on
CREATE TABLE node AS
  SELECT row_number() OVER (ORDER BY p)::bigint AS id, p
  FROM (SELECT ST_StartPoint(geom) AS p FROM streets UNION SELECT ST_EndPoint(geom) FROM streets) AS ends;
CREATE INDEX ON node USING gist (p);
CREATE TABLE edge AS
  SELECT s.fid::bigint AS id, a.id AS source, b.id AS target,
         CASE WHEN forward LIKE '%walk%' THEN length ELSE -1 END AS cost,
         CASE WHEN backward LIKE '%walk%' THEN length ELSE -1 END AS reverse_cost
  FROM streets s JOIN node a ON a.p = ST_StartPoint(s.geom) JOIN node b ON b.p = ST_EndPoint(s.geom)
  WHERE forward LIKE '%walk%' OR backward LIKE '%walk%';
CREATE TABLE walked AS SELECT id, p FROM node WHERE id IN (SELECT source FROM edge UNION SELECT target FROM edge);
CREATE INDEX ON walked USING gist (p);
-- Cells start at their nearest node.
CREATE TABLE cell AS
  SELECT row_number() OVER ()::int AS n,
         (SELECT w.id FROM walked w ORDER BY w.p <-> ST_Centroid(c.geom) LIMIT 1) AS node
  FROM cells c;
SELECT count(*) || ' edges, ' || (SELECT count(*) FROM cell) || ' cells, ' || :sample || ' of them as origins' FROM edge;
CREATE TABLE origin AS SELECT DISTINCT node FROM cell WHERE n % greatest(1, (SELECT count(*) FROM cell) / :sample) = 0;
\timing on
\echo loading the edges alone
SELECT count(*) FROM (SELECT id, source, target, cost, reverse_cost FROM edge) AS all_of_them;
\echo walk matrix, 120 min at 1 m/s (7,200 m): origins to all cells
SELECT count(*) FROM pgr_dijkstraCost('SELECT id, source, target, cost, reverse_cost FROM edge',
  (SELECT array_agg(node) FROM origin), (SELECT array_agg(DISTINCT node) FROM cell), true) WHERE agg_cost <= 7200;
\echo 15 minutes on foot at 1.25 m/s (1,125 m): origins
SELECT count(*) FROM pgr_drivingDistance('SELECT id, source, target, cost, reverse_cost FROM edge',
  (SELECT array_agg(node) FROM origin), 1125, true);
