// "world:outline": the coasts of the world as one SVG path on a field of 360 by 180, from Natural Earth's public-domain map at
// 1:110 million (TopoJSON). x = longitude + 180, y = 90 - latitude.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** Arcs of a quantised TopoJSON file, as lists of [longitude, latitude]. */
function arcsOf({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

function pathOf(topology) {
  const arcs = arcsOf(topology);
  const ring = (indices) => indices.flatMap((index, i) => {
    const points = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
    return i === 0 ? points : points.slice(1);  // each arc begins where the one before ends
  });
  // Where a coast crosses the date line it goes on beyond the edge, and is drawn once more at the other one. Antarctica's edge
  // along the pole is meant as it stands.
  const drawn = (points) => {
    let turns = 0;
    const through = points.map(([lon, lat], i) => {
      const step = i > 0 && lat > -80 ? lon - points[i - 1][0] : 0;
      if (Math.abs(step) > 180) turns -= Math.sign(step) * 360;
      return [lon + turns, lat];
    });
    const side = through.some(([lon]) => lon > 180.5) ? -360 : through.some(([lon]) => lon < -180.5) ? 360 : 0;
    return line(through) + (side ? line(through.map(([lon, lat]) => [lon + side, lat])) : "");
  };
  const line = (points) => {
    let last = [NaN, NaN];
    const steps = points.map(([lon, lat]) => [Math.round((lon + 180) * 10) / 10, Math.round((90 - lat) * 10) / 10])
      .filter((point) => { const moved = point[0] !== last[0] || point[1] !== last[1]; last = point; return moved; });
    return steps.length < 3 ? "" : `M${steps.map((point) => point.join(" ")).join("L")}Z`;
  };
  const polygons = (geometry) => (geometry.type === "GeometryCollection" ? geometry.geometries.flatMap(polygons) : geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);
  return polygons(topology.objects.land).flatMap((rings) => rings.map((indices) => drawn(ring(indices)))).join("");
}

export const world = {
  name: "world",
  setup(build) {
    build.onResolve({ filter: /^world:outline$/ }, () => ({ path: "outline", namespace: "world" }));
    build.onLoad({ filter: /.*/, namespace: "world" }, async () => {
      const file = createRequire(import.meta.url).resolve("world-atlas/land-110m.json");
      return { contents: `export default ${JSON.stringify(pathOf(JSON.parse(await readFile(file, "utf8"))))};`, loader: "js" };
    });
  },
};
