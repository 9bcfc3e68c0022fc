import { describe, expect, test } from 'vitest';
import { extract } from '../extract.ts';
import { assemblePdf, makePdf, pdfLines, type PdfText } from '../make-documents.ts';

const LINE = 'Offene Modelle werden von vielen Firmen selbst betrieben und';
const FULL = [
  'Offene Modelle werden von vielen Firmen selbst betrieben und angepasst,',
  'weil sie dann wissen, wo ihre Daten liegen, und weil der Betrieb damit',
  'auf die Dauer billiger wird als jede fremde Schnittstelle im Netz ist.',
];

describe('a PDF', () => {
  test('becomes paragraphs, without broken words', async () => {
    const lines = [
      'Die Gewichte sind offen verfügbar und lassen sich auf eigenen Rech-',
      'nern betreiben, was bei einer Schnittstelle nicht geht; die Open-Source-',
      'Gemeinde und KI-basierte Werkzeuge wachsen dadurch, und Vor- und Nach-',
      'teile liegen offen. Wer fragt, ob ein KI-',
      'basiertes Werkzeug genügt, sollte es ausprobieren und dann entscheiden, was',
      'er damit tun will.',
    ];
    const next = pdfLines(['Ein zweiter Absatz beginnt hier nach einem Abstand.'], 590);
    const { markdown } = await extract(makePdf([[...pdfLines(lines), ...next]]), 'a.pdf');
    expect(markdown).toContain('auf eigenen Rechnern betreiben');
    expect(markdown).toContain('Open-Source-Gemeinde');
    expect(markdown).toContain('Vor- und Nachteile');
    expect(markdown).toContain('KI-basiertes');
    expect(markdown.split('\n\n').at(-1)).toBe(
      'Ein zweiter Absatz beginnt hier nach einem Abstand.',
    );
  });

  test('has headings by size, lists, and its title from the largest line', async () => {
    const page: PdfText[] = [
      { text: 'Offene Modelle im Betrieb', y: 760, size: 22 },
      ...pdfLines(FULL, 720),
      { text: 'Vorteile', y: 650, size: 15 },
      { text: '• Die Daten bleiben im Haus.', y: 620 },
      { text: '• Der Betrieb wird billiger.', y: 606 },
      { text: '1. Erst messen, dann kaufen.', y: 570 },
      { text: 'Kosten', y: 530, size: 13 },
      ...pdfLines(FULL, 500),
    ];
    const { title, markdown, language } = await extract(makePdf([page]), 'scan0001.pdf');
    expect(title).toBe('Offene Modelle im Betrieb');
    expect(language).toBe('de');
    expect(markdown).toBe(
      `${FULL.join(' ')}\n\n## Vorteile\n\n- Die Daten bleiben im Haus.\n- Der Betrieb wird billiger.\n\n1. Erst messen, dann kaufen.`
        .replace('billiger.\n\n1.', 'billiger.\n1.')
        .concat(`\n\n### Kosten\n\n${FULL.join(' ')}`),
    );
  });

  test('keeps the lines and indents of code', async () => {
    const code = ['def f(x):', 'return x', 'print(f(1))'];
    const page: PdfText[] = [
      ...pdfLines(FULL, 720),
      { text: code[0]!, y: 640, font: 'F2', size: 10 },
      { text: code[1]!, y: 626, x: 72 + 24, font: 'F2', size: 10 },
      { text: code[2]!, y: 612, font: 'F2', size: 10 },
    ];
    const { markdown } = await extract(makePdf([page]), 'a.pdf');
    expect(markdown).toContain('```\ndef f(x):\n    return x\nprint(f(1))\n```');
  });

  test('loses running heads and page numbers, and goes on over the page', async () => {
    const pages = ['eins', 'zwei', 'drei', 'vier'].map((word, index): PdfText[] => [
      { text: 'Jahrbuch der Modelle 2026', y: 810, size: 9 },
      ...pdfLines(
        [`${LINE} ${word}`, 'am Ende geht der Satz auf der nächsten Seite weiter und'],
        700,
      ),
      { text: `Seite ${index + 1} von 4`, y: 30, size: 9 },
    ]);
    const { markdown } = await extract(makePdf(pages), 'a.pdf');
    expect(markdown).not.toMatch(/Jahrbuch|Seite \d/u);
    expect(markdown).toContain('weiter und Offene Modelle'.replace(' Offene', ' Offene'));
    expect(markdown.split('\n\n')).toHaveLength(1);
  });

  test('says its title, author and date where a person wrote them', async () => {
    const info = {
      Title: 'Der Bericht',
      Author: 'Ada Beispiel',
      CreationDate: "D:20240229101500+01'00'",
    };
    expect(await extract(makePdf([pdfLines(FULL)], { info }), 'a.pdf')).toMatchObject({
      title: 'Der Bericht',
      author: 'Ada Beispiel',
      published: '2024-02-29',
      format: 'pdf',
    });
    const machine = { Title: 'Microsoft Word - entwurf_3.docx', Author: 'admin' };
    expect(
      await extract(makePdf([pdfLines(FULL)], { info: machine }), 'mein_bericht.pdf'),
    ).toMatchObject({
      title: 'mein bericht',
      author: null,
      published: null,
    });
  });

  test('of pictures alone is refused', async () => {
    await expect(extract(makePdf([[], []]), 'a.pdf')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('pictures') as unknown,
    });
  });

  test('behind a password is refused', async () => {
    const locked = assemblePdf(
      [
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [] /Count 0 >>',
        '<< >>',
        '<< >>',
        '<< >>',
      ],
      `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<00><00>]`,
    );
    await expect(extract(locked, 'a.pdf')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('password') as unknown,
    });
  });
});
