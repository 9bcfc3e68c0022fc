import { html, useEffect, useRef, useState } from './preact.mjs';
import { fill } from './api.mjs';

const EDGE_PX = 14;
/** A pointer finds a passage this near. */
const REACH_PX = 9;
/** Passages nearest to the question that say where it lies. */
const NEAREST = 5;
/** So much more counts a passage that is nearer. */
const SHARPNESS = 8;
/** Turn of the colour wheel from one article to the next: neighbours in the list differ most. */
const GOLDEN_DEGREES = 137.508;

/**
 * All passages as dots, drawn on a canvas so that thousands cost nothing. Whoever cannot point at
 * them has the list of articles below.
 */
export function PassageMap({ app, map, lit, open }) {
  const { words } = app;
  const canvas = useRef(null);
  const [size, setSize] = useState(0);
  const [under, setUnder] = useState(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setSize(Math.round(entry.contentRect.width)));
    watch.observe(canvas.current.parentElement);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (size > 0) draw(canvas.current, { size, map, lit, under, isDark: isDark() });
  }, [size, map, lit, under, app.theme]);
  const find = ({ offsetX, offsetY }) => nearestTo(map.points, { x: offsetX, y: offsetY, size });
  const title = ({ article }) => map.articles[article]?.title ?? '';
  const label = fill(words.mapLabel, { count: map.points.length, articles: map.articles.length });
  return html`<figure class="map">
    <canvas
      ref=${canvas}
      role="img"
      aria-label=${label}
      onPointerMove=${(event) => setUnder(find(event))}
      onPointerLeave=${() => setUnder(null)}
      onClick=${(event) => {
        const point = find(event);
        if (point !== null) open(map.articles[point.article].id, point.id);
      }}
    ></canvas>
    <figcaption>
      ${
        under === null
          ? map.points.length < map.all
            ? fill(words.mapPart, { shown: map.points.length, all: map.all })
            : label
          : title(under)
      }
    </figcaption>
  </figure>`;
}

function isDark() {
  return getComputedStyle(document.documentElement).colorScheme === 'dark';
}

function placeOf({ x, y }, size) {
  const room = size - 2 * EDGE_PX;
  return [EDGE_PX + x * room, EDGE_PX + y * room];
}

function nearestTo(points, { x, y, size }) {
  let best = null;
  let bestSquare = REACH_PX * REACH_PX;
  for (const point of points) {
    const [px, py] = placeOf(point, size);
    const square = (px - x) ** 2 + (py - y) ** 2;
    if (square < bestSquare) [best, bestSquare] = [point, square];
  }
  return best;
}

function colourOf(article, isDarkGround) {
  const hue = (article * GOLDEN_DEGREES) % 360;
  return `hsl(${hue.toFixed(0)} 62% ${isDarkGround ? 64 : 42}%)`;
}

function draw(canvas, { size, map, lit, under, isDark: isDarkGround }) {
  const scale = devicePixelRatio || 1;
  canvas.width = size * scale;
  canvas.height = size * scale;
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  pen.clearRect(0, 0, size, size);
  const dot = map.points.length > 400 ? 2.4 : 4;
  for (const point of map.points) {
    const isLit = lit === null || lit.found.has(point.id);
    pen.globalAlpha = isLit ? 0.9 : 0.35;
    pen.fillStyle = colourOf(point.article, isDarkGround);
    circle(pen, placeOf(point, size), point === under ? dot + 2 : dot);
    pen.fill();
  }
  pen.globalAlpha = 1;
  if (lit !== null)
    drawLit(pen, { size, map, lit, dot, ink: isDarkGround ? '#ffffff' : '#000000' });
}

/** The passages that were found, those that were used, and the question among those nearest to it. */
function drawLit(pen, { size, map, lit, dot, ink }) {
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  for (const point of map.points) {
    if (!lit.found.has(point.id)) continue;
    circle(pen, placeOf(point, size), dot + 2.5);
    pen.stroke();
    if (!lit.used.has(point.id)) continue;
    pen.fillStyle = '#ffc400';
    circle(pen, placeOf(point, size), dot + 1.5);
    pen.fill();
  }
  const place = questionPlace(map, lit);
  if (place === null) return;
  pen.lineWidth = 3;
  circle(pen, placeOf(place, size), 9);
  pen.stroke();
}

/** Between the passages nearest to it: a map has no place of its own for what is no passage. */
function questionPlace({ points }, { near }) {
  const byId = new Map(points.map((point) => [point.id, point]));
  const known = near.filter(({ id }) => byId.has(id)).sort((a, b) => b.weight - a.weight);
  const best = known.slice(0, NEAREST);
  if (best.length === 0) return null;
  const weights = best.map(({ weight }) => Math.exp(SHARPNESS * (weight - best[0].weight)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (axis) =>
    best.reduce((sum, { id }, at) => sum + (weights[at] / whole) * byId.get(id)[axis], 0);
  return { x: mean('x'), y: mean('y') };
}

function circle(pen, [x, y], radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}
