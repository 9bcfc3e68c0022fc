import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A regular expression of the code, as it is or with `x` for what is only known when it runs. */
export interface FoundRegex {
  /** `src/a.ts:12` */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'commands', 'scripts', 'evals'];

/** Every regex literal and every `new RegExp` of the code. */
export function collectRegexes(): FoundRegex[] {
  return FOLDERS.flatMap((folder) => {
    const entries = readdirSync(ROOT + folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && /\.(?:ts|mjs|js)$/u.test(entry.name))
      .map((entry) => posix.join(entry.parentPath.slice(ROOT.length), entry.name))
      .sort()
      .flatMap((path) => regexesOf(path, readFileSync(ROOT + path, 'utf8')));
  });
}

/** Those of one file. */
export function regexesOf(path: string, text: string): FoundRegex[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: FoundRegex[] = [];
  const visit = (node: ts.Node): void => {
    const regex = readLiteral(node) ?? readConstruction(node, file);
    if (regex !== null) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ place: `${path}:${line + 1}`, ...regex });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

type Regex = Pick<FoundRegex, 'source' | 'flags'>;

function readLiteral(node: ts.Node): Regex | null {
  if (!ts.isRegularExpressionLiteral(node)) return null;
  const end = node.text.lastIndexOf('/');
  return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
}

function readConstruction(node: ts.Node, file: ts.SourceFile): Regex | null {
  const isConstruction = ts.isNewExpression(node) || ts.isCallExpression(node);
  if (!isConstruction || node.expression.getText() !== 'RegExp') return null;
  const [pattern, flags] = node.arguments ?? [];
  return {
    source: textOf(pattern, file),
    flags: flags !== undefined && ts.isStringLiteralLike(flags) ? flags.text : '',
  };
}

/** The text of an expression; constants of the same file are filled in. */
function textOf(node: ts.Node | undefined, file: ts.SourceFile): string {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (ts.isBinaryExpression(node)) return '9'; // of numbers
  if (ts.isRegularExpressionLiteral(node)) return readLiteral(node)?.source ?? '';
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(
      (span) => textOf(span.expression, file) + span.literal.text,
    );
    return node.head.text + spans.join('');
  }
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') {
    return textOf(node.expression, file);
  }
  if (ts.isIdentifier(node)) return textOf(constantOf(node.text, file), file) || 'x';
  return 'x';
}

function constantOf(name: string, file: ts.SourceFile): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (declared.getText() === name) return initializer;
    }
  }
  return undefined;
}
