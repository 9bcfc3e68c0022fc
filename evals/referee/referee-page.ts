import { isSaid, type RefereeRecord } from './referee-record.ts';
import type { RefereeRow } from './referee-rows.ts';

/** Pixels of a bar for each question. */
const UNIT = 8;
const BAR_HEIGHT = 16;
const PARTS = [
  ['right', 'right in words', '#2f855a'],
  ['told', 'told that the articles do not say', '#90a4ae'],
  ['shown', 'passages shown', '#b7791f'],
  ['declined', 'wrongly declined', '#805ad5'],
  ['wrong', 'wrong', '#c53030'],
  ['invented', 'invented', '#742a2a'],
] as const;

/** One page: plots, the table, and every answer, the wrong ones first. */
export function refereePage(
  title: string,
  rows: readonly RefereeRow[],
  records: readonly RefereeRecord[],
): string {
  const sorted = [...records].sort((a, b) => badness(b) - badness(a));
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1a202c; background: #fff; }
table { border-collapse: collapse; } td, th { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #e2e8f0; }
td:first-child, th:first-child { text-align: left; }
article { border-left: 4px solid #e2e8f0; padding: .1rem 1rem; margin: 1rem 0; } article.bad { border-color: #c53030; }
article.good { border-color: #2f855a; } small { color: #4a5568; } blockquote { margin: .3rem 0; color: #4a5568; }
pre { white-space: pre-wrap; font: inherit; margin: .3rem 0; }
</style>
<h1>${escaped(title)}</h1>
${plot(rows)}
${table(rows)}
<h2>Answers, the wrong ones first</h2>
${sorted.map(card).join('\n')}
</html>
`;
}

function badness(record: RefereeRecord): number {
  const isInWords = isSaid(record);
  if (!record.isAnswerable) return isInWords ? 4 : record.isDeclined ? 0 : 2;
  if (record.isRight) return record.isInLanguage ? 0 : 3;
  return isInWords ? 3 : record.isDeclined ? 2 : 1;
}

function plot(rows: readonly RefereeRow[]): string {
  const height = rows.length * (BAR_HEIGHT + 10) + 40;
  const bars = rows.map((row, at) => {
    let x = 140;
    const y = 34 + at * (BAR_HEIGHT + 10);
    const pieces = PARTS.map(([name, , colour]) => {
      const piece = `<rect x="${x}" y="${y}" width="${row[name] * UNIT}" height="${BAR_HEIGHT}" fill="${colour}"/>`;
      x += row[name] * UNIT;
      return piece;
    });
    return `<text x="132" y="${y + 13}" text-anchor="end">${escaped(row.system)}</text>${pieces.join('')}`;
  });
  const legend = PARTS.map(([, words, colour]) => `<tspan fill="${colour}">■</tspan> ${words} `);
  return `<svg width="100%" viewBox="0 0 990 ${height}" font-family="sans-serif" font-size="12"><text x="0" y="16">${legend.join(' ')}</text>${bars.join('')}</svg>`;
}

function table(rows: readonly RefereeRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const names = Object.keys(first) as (keyof RefereeRow)[];
  const body = rows.map(
    (row) => `<tr>${names.map((name) => `<td>${escaped(String(row[name]))}</td>`).join('')}</tr>`,
  );
  return `<table><tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr>${body.join('')}</table>`;
}

function card(record: RefereeRecord): string {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const first = record.firstTokenMs === null ? '' : `, first word ${seconds(record.firstTokenMs)}`;
  const said = [record.mode, ...(record.reason === null ? [] : [record.reason])].join(', ');
  return `<article class="${badness(record) > 1 ? 'bad' : badness(record) === 0 ? 'good' : ''}">
<b>${escaped(record.q)}</b> <small>${escaped(record.id)}, ${escaped(record.system)}</small>
<pre>${escaped(record.answer)}</pre>
${record.evidence.map((one) => `<blockquote>${escaped(one)}</blockquote>`).join('')}
${record.leftOut.map((one) => `<small>left out: ${escaped(one)}</small><br>`).join('')}
<small>${escaped(said)}; ${record.isAnswerable ? (record.isRight ? 'right' : 'not right') : 'nothing should be said'}${first}, ${seconds(record.totalMs)} in all</small>
</article>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
