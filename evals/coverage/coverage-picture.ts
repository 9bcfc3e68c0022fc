import { missedOf, type CoverageRow } from './coverage-rows.ts';

/** Sizes in pixels. */
const LABEL_WIDTH = 220;
const UNIT_WIDTH = 24; // one question
const ROW_HEIGHT = 22;
const BAR_HEIGHT = 14;
const HEAD_HEIGHT = 56;
const NOTE_WIDTH = 160;

const COLOURS = { found: '#2f855a', declined: '#90a4ae', missed: '#c53030' };

/** Bars of one picture, in order: found or declined as it should be, then missed. */
export function coveragePicture(title: string, rows: readonly CoverageRow[]): string {
  const most = Math.max(1, ...rows.map((row) => row.answerable + row.unanswerable));
  const width = LABEL_WIDTH + most * UNIT_WIDTH + NOTE_WIDTH;
  const height = HEAD_HEIGHT + rows.length * ROW_HEIGHT + 10;
  const bars = rows.map((row, at) => bar(row, HEAD_HEIGHT + at * ROW_HEIGHT));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="20" font-size="15">${escaped(title)}</text>
<text x="10" y="40"><tspan fill="${COLOURS.found}">■ answering passage among the first five</tspan> <tspan fill="${COLOURS.declined}">■ declined, as it should be</tspan> <tspan fill="${COLOURS.missed}">■ missed</tspan></text>
${bars.join('\n')}
</svg>
`;
}

function bar(row: CoverageRow, y: number): string {
  const parts: [count: number, colour: string][] = [
    [row.found, COLOURS.found],
    [row.declined, COLOURS.declined],
    [missedOf(row), COLOURS.missed],
  ];
  let x = LABEL_WIDTH;
  const pieces = parts.map(([count, colour]) => {
    const piece = `<rect x="${x}" y="${y}" width="${count * UNIT_WIDTH}" height="${BAR_HEIGHT}" fill="${colour}"/>`;
    x += count * UNIT_WIDTH;
    return piece;
  });
  const right = row.right === null ? '' : `, ${row.right} right`;
  const note = `${row.found}/${row.answerable} found${right}`;
  return [
    `<text x="${LABEL_WIDTH - 8}" y="${y + 12}" text-anchor="end">${escaped(row.group)}</text>`,
    ...pieces,
    `<text x="${x + 6}" y="${y + 12}" fill="#555555">${row.answerable === 0 ? '' : note}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
