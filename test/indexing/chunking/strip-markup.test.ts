import { describe, expect, test } from 'vitest';
import { stripMarkup } from '../../../src/indexing/chunking/strip-markup.ts';

const MDX = `import Foo from './foo.js';

<CourseFloatingBanner chapter={1}
  notebooks={[
    {label: "A > B", value: "https://example.org"},
  ]} />

# Titel[[titel]]

<!-- a
comment -->
Text mit <em>Betonung</em> und \`<em>\` und <mask>.

{#if fw === 'pt'}
<Tip title="Wichtig">

Ein Hinweis.

</Tip>
{/if}

<Youtube id="x" />

> [!TIP]
> Versuch es.

<img src="a.png" alt="Ein Bild" />

\`\`\`jsx
import x from 'y';
<Tip>bleibt</Tip> <!-- bleibt -->
\`\`\`
`;

describe('stripMarkup', () => {
  const text = stripMarkup(MDX, true);

  test.each([
    'import Foo',
    'CourseFloatingBanner',
    '[[titel]]',
    'comment',
    '{#if',
    '<Youtube',
    '[!TIP]',
    'label',
  ])('drops %s', (gone) => {
    expect(text).not.toContain(gone);
  });

  test.each([
    '# Titel\n',
    'Text mit Betonung und `<em>` und <mask>.',
    '**Wichtig**',
    'Ein Hinweis.',
    '> Versuch es.',
    'Ein Bild',
    "import x from 'y';\n<Tip>bleibt</Tip> <!-- bleibt -->",
  ])('keeps %j', (kept) => {
    expect(text).toContain(kept);
  });

  test('leaves imports in plain Markdown alone, but for those at its top', () => {
    expect(stripMarkup("import a from 'b'", false)).toBe("import a from 'b'");
    expect(stripMarkup("Text\nimport a from 'b'\n\nText", false)).toContain('import');
    const head = "import A from '@x/a';\nimport {\n  b,\n} from 'b';\n\nImport is a word.";
    expect(stripMarkup(head, false).trim()).toBe('Import is a word.');
  });

  test.each(['a < b and c > d', 'x <y', '<', '`', '``` ', '<a href="never closed', '<Tip {{{'])(
    'takes %j as text',
    (odd) => {
      expect(stripMarkup(odd, true)).toContain(odd.trim().slice(0, 1));
    },
  );
});
