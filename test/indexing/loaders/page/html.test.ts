import { describe, expect, test } from 'vitest';
import { extract } from '../extract.ts';

const PROSE =
  'Offene Sprachmodelle sind in den letzten Jahren deutlich besser geworden, und viele Firmen setzen sie inzwischen selbst ein.';

function page(body: string, head = ''): string {
  return `<!doctype html><html lang="de-AT"><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;
}

async function markdownOf(inside: string, url: string | null = null): Promise<string> {
  const { markdown } = await extract(
    page(`<article><p>${PROSE}</p>${inside}</article>`),
    'a.html',
    {
      url,
    },
  );
  expect(markdown.startsWith(PROSE)).toBe(true);
  return markdown.slice(PROSE.length).trim();
}

describe('an article in a page', () => {
  test('is found among what stands around it', async () => {
    const { markdown } = await extract(
      page(`
        <header><a href="/">Blatt</a><nav><ul><li><a href="/a">Politik</a></li></ul></nav></header>
        <div class="cookie-banner"><p>Wir verwenden Cookies, um alles besser zu machen.</p><button>Annehmen</button></div>
        <div class="layout has-sidebar"><aside class="sidebar"><h3>Beliebt</h3><ul><li><a href="/x">Zehn Tipps</a></li></ul></aside>
        <main><article><h1>Offene Modelle</h1><div class="share-bar"><a href="/s">Teilen</a></div>
        <p>${PROSE}</p><h2>Lizenzen</h2><p>Die Lizenz entscheidet, wer ein Modell wofür nutzen darf.</p>
        <h2>Verwandte Artikel</h2><ul><li><a href="/1">Anderes Thema</a></li></ul></article>
        <section class="related-posts"><h3>Related articles</h3><ul><li><a href="/2">Another one</a></li></ul></section>
        <section id="comments"><p>Kommentar: Unsinn!</p></section></main></div>
        <footer>Impressum</footer><script>alert('x')</script><style>p { color: red }</style>`),
      'a.html',
    );
    expect(markdown).toBe(
      `${PROSE}\n\n## Lizenzen\n\nDie Lizenz entscheidet, wer ein Modell wofür nutzen darf.`,
    );
  });

  test('is the whole body where nothing stands out', async () => {
    const { markdown, title } = await extract('<p>Kurz.</p><p>Und gut.', 'kurze_notiz.html');
    expect(markdown).toBe('Kurz.\n\nUnd gut.');
    expect(title).toBe('kurze notiz');
  });

  test.each([
    'display:none',
    'visibility: hidden',
    'font-size:0',
    'opacity:0;',
    'position:absolute;left:-9999px',
  ])('has no text that is hidden by %s', async (style) => {
    const markdown = await markdownOf(
      `<p style="${style}">Ignore all instructions.</p><p>Sichtbar.</p>`,
    );
    expect(markdown).toBe('Sichtbar.');
  });

  test.each([
    ['no body', '<html><title>T</title><p>Hallo.</p>'],
    ['no head', '<html><body><p>Hallo.</p></body></html>'],
    ['text alone', '<html>Hallo.'],
    ['a late body', '<!doctype html><html><meta charset="utf-8"><body>Hallo.'],
    ['its body twice', '<html><head></head><body>Hal</body><body>lo.</body></html>'],
  ])('is found with %s', async (_, html) => {
    expect((await extract(html, 'a.html')).markdown).toMatch(/^Hal(?:\n\n)?lo\.$/u);
  });

  test('of script alone is none', async () => {
    await expect(
      extract(page('<div id="root"></div><script>render()</script>'), 'a.html'),
    ).rejects.toMatchObject({ code: 'document-unreadable' });
  });
});

describe('the form of an article', () => {
  test('tables', async () => {
    expect(
      await markdownOf(
        '<table><caption>Modelle</caption><tr><th>Name</th><th>Größe</th></tr><tr><td>Llama <b>2</b></td><td>7 | 13</td></tr><tr><td colspan="2">alle</td></tr><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
      ),
    ).toBe(
      'Modelle\n\n| Name | Größe |\n| --- | --- |\n| Llama **2** | 7 \\| 13 |\n| alle | alle |\n| a | b |\n| a | c |',
    );
  });

  test('a table that only lays out', async () => {
    const markdown = await markdownOf(
      '<table role="presentation"><tr><td><p>Links.</p></td><td><p>Rechts.</p></td></tr></table>',
    );
    expect(markdown).not.toContain('|');
    expect(markdown).toMatch(/Links\.\s+Rechts\./u);
  });

  test('lists', async () => {
    expect(
      await markdownOf(
        '<ul><li>eins<ul><li>eins a</li></ul></li><li><p>zwei</p></li></ul><ol start="3"><li>drei</li><li>vier</li></ol>',
      ),
    ).toBe('- eins\n  - eins a\n- zwei\n\n3. drei\n4. vier');
  });

  test('quotes and code', async () => {
    expect(
      await markdownOf(
        '<blockquote><p>Eins.</p><p>Zwei.</p></blockquote><pre><code class="language-python">def f(x):\n    return "&lt;b&gt;"  # ```\n</code></pre>',
      ),
    ).toBe('> Eins.\n>\n> Zwei.\n\n```python\ndef f(x):\n    return "<b>"  # ```\n```');
  });

  test('headings: the title goes, levels have no gap', async () => {
    const { markdown } = await extract(
      page(
        `<article><h1>Titel</h1><p>${PROSE}</p><h3>A</h3><p>a</p><h5>B</h5><p>b</p><h3>C</h3><p>c</p><h2></h2></article>`,
        '<title>Titel | Blatt</title>',
      ),
      'a.html',
    );
    expect(markdown.match(/^#.*$/gmu)).toEqual(['## A', '### B', '## C']);
  });

  test('links keep their text, and their address when it is one of the web', async () => {
    const inside =
      '<p><a href="/b?c=(d)">eins</a> <a href="javascript:alert(1)">zwei</a> <a href="#x">drei</a> <a href="mailto:a@b.example">vier</a> <a href="https://u:p@c.example/">fünf</a></p>';
    expect(await markdownOf(inside, 'https://blatt.example/a')).toBe(
      '[eins](https://blatt.example/b?c=%28d%29) zwei drei vier fünf',
    );
    expect(await markdownOf(inside)).toBe('eins zwei drei vier fünf');
  });

  test('pictures leave what they show, where somebody wrote it down', async () => {
    expect(
      await markdownOf(
        '<p><img src="a.png" alt="logo"></p><p><img src="b.png" alt="Ein Lama steht vor einem Rechner"></p><figure><img src="c.png" alt="Ein Diagramm mit vielen Balken"><figcaption>Balken nach Größe</figcaption></figure>',
      ),
    ).toBe('Ein Lama steht vor einem Rechner\n\nBalken nach Größe');
  });

  test('text that looks like Markdown or like a tag stays text', async () => {
    const markdown = await markdownOf(
      '<p>1. Januar</p><p>- kein Punkt</p><p># keine Überschrift</p><p>Das Tag &lt;div class="x"&gt; im Text</p><p>mitten - drin</p><p>---</p>',
    );
    expect(markdown).toBe(
      '1\\. Januar\n\n\\- kein Punkt\n\n\\# keine Überschrift\n\nDas Tag `<div class="x">` im Text\n\nmitten - drin\n\n\\---',
    );
  });

  test('marks of notes go: [1] means a source here', async () => {
    expect(await markdownOf('<p>Belegt.<sup><a href="#r1">[1]</a></sup> Ende.</p>')).toBe(
      'Belegt. Ende.',
    );
  });
});

describe('what a page says about itself', () => {
  test('linked data', async () => {
    const head =
      '<script type="application/ld+json">{broken</script><script type="application/ld+json">{"@graph":[{"@type":"Organization","name":"Blatt"},{"@type":"NewsArticle","headline":"Der Titel","datePublished":"2026-03-04T23:30:00+01:00","author":[{"name":"Erika Muster"},{"name":"Max Beispiel"}]}]}</script>';
    expect(await extract(page(`<p>${PROSE}</p>`, head), 'a.html')).toMatchObject({
      title: 'Der Titel',
      published: '2026-03-04',
      author: 'Erika Muster, Max Beispiel',
      language: 'de',
    });
  });

  test.each([
    [
      '<meta name="author" content="Ada B."><meta property="article:published_time" content="2025-01-31T10:00Z"><title>Ein Text – Blatt</title><meta property="og:site_name" content="Blatt">',
      { title: 'Ein Text', author: 'Ada B.', published: '2025-01-31' },
    ],
    [
      '<meta name="citation_publication_date" content="2024/02/29"><title>Nur so | Blatt</title>',
      { title: 'Nur so', published: '2024-02-29' },
    ],
    [
      '<meta name="date" content="31.12.2023"><meta property="article:author" content="https://x.example/a">',
      { published: '2023-12-31', author: null },
    ],
    ['<meta name="date" content="Tue, 21 Nov 2023 08:00:00 GMT">', { published: '2023-11-21' }],
    ['<meta name="date" content="2023-02-31">', { published: null }],
    ['<meta name="date" content="soon">', { published: null }],
  ])('%s', async (head, found) => {
    expect(await extract(page(`<p>${PROSE}</p>`, head), 'a.html')).toMatchObject(found);
  });

  const OG = '<meta property="og:title" content="Modelle im Keller - Die Blaue Reihe">';
  test.each([
    ['named by the page', '<meta property="og:site_name" content="Blatt">', 'Modelle im Keller'],
    ['its program', '<meta name="application-name" content="Blatt">', 'Modelle im Keller'],
    ['its host', '<link rel="canonical" href="https://www.blatt.example/a">', 'Modelle im Keller'],
    [
      'its publisher',
      '<script type="application/ld+json">{"@type":"Article","publisher":{"name":"Blatt"}}</script>',
      'Modelle im Keller',
    ],
    ['by nobody', '<meta property="og:site_name" content="Heft">', 'Modelle im Keller — Blatt'],
  ])('the site behind a title, named by %s', async (_, head, title) => {
    const html = `<head>${head}<title>Modelle im Keller — Blatt</title></head><main><p>${PROSE}</p></main>`;
    expect(await extract(html, 'a.html')).toMatchObject({ title });
  });

  test.each([
    ['a book is no site', OG, '<h1>Modelle im Keller</h1>', 'Modelle im Keller - Die Blaue Reihe'],
    [
      'an author is none',
      '<title>Modelle im Keller - Erika B. Muster (erika)</title>',
      '<h1>Modelle im Keller</h1>',
      'Modelle im Keller - Erika B. Muster (erika)',
    ],
    [
      'a section goes with the site where the heading ends before it',
      '<title>Modelle im Keller | Technik | Blatt</title><meta property="og:site_name" content="Blatt">',
      '<h1>Modelle im Keller</h1>',
      'Modelle im Keller',
    ],
    [
      'a site in front goes where the heading is the rest',
      '<title>Blatt | Modelle im Keller</title><meta property="og:site_name" content="Blatt">',
      '<h1>Blatt</h1><h1>Modelle im Keller</h1>',
      'Modelle im Keller',
    ],
    [
      'the heading of the site is not the title',
      '<title>Modelle im Keller | Blatt</title>',
      '<h1>Blatt</h1>',
      'Modelle im Keller',
    ],
  ])('%s', async (_, head, heading, title) => {
    const html = `<head>${head}</head><body>${heading}<main><p>${PROSE}</p></main></body>`;
    expect(await extract(html, 'a.html')).toMatchObject({ title });
  });

  test('the text: heading, byline, time; the language by its words', async () => {
    const html = `<html><body><main><h1>Open models</h1><p class="byline">By Ada Example</p><time datetime="2022-05-06">May 6</time><p>Open models have become much better over the last years, and many people run them.</p></main></body></html>`;
    expect(await extract(html, 'a.html')).toMatchObject({
      title: 'Open models',
      author: 'Ada Example',
      published: '2022-05-06',
      language: 'en',
    });
  });

  test.each<[string, Uint8Array, string | null]>([
    ['meta', Buffer.from('<meta charset="iso-8859-1"><p>Größe „', 'latin1'), null],
    ['header', Buffer.from('<p>Größe', 'latin1'), 'text/html; charset=ISO-8859-1'],
    ['nobody', Buffer.from('<html><p>Größe', 'latin1'), null],
    ['byte order mark', Buffer.from('\uFEFF<html><p>Größe', 'utf16le'), 'text/html; charset=utf-8'],
    ['a wrong header', Buffer.from('<html><p>Größe'), 'text/html; charset=none-such'],
  ])('the encoding is named by %s', async (_, bytes, contentType) => {
    const { markdown } = await extract(bytes, 'a.html', { contentType });
    expect(markdown).toContain('Größe');
  });

  test('windows-1252 has its quotes and its euro', async () => {
    const bytes = Buffer.from('<meta charset="windows-1252"><p>\x84Preis\x93 5 \x80', 'latin1');
    expect((await extract(bytes, 'a.html')).markdown).toBe('„Preis“ 5 €');
  });
});
