/**
 * The house plan of docs/architecture.md as data, and the checker that holds the code to it.
 * A wall moved here is moved there too.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// --- the plan -----------------------------------------------------------------------------------

interface Room {
  /** Rooms (or single files) this room may import besides itself. */
  readonly imports: readonly string[] | 'all';
  /** Whether it may import `node:*`. */
  readonly node: boolean;
}

/**
 * Rooms, and the wings of the big ones. A file belongs to the longest name that its path below `src/`
 * begins with. Adapters are missing from each other's lists on purpose: compose.ts hands them around.
 */
const ROOMS: Readonly<Record<string, Room>> = {
  domain: { imports: [], node: false },
  text: { imports: ['domain'], node: false },
  application: { imports: ['domain'], node: false },
  'application/services.ts': { imports: ['domain', 'application', 'application/*'], node: false },
  'application/members': { imports: ['domain', 'application'], node: false },
  'application/knowledge': { imports: ['domain', 'application'], node: false },
  'application/reindexing': { imports: ['domain', 'application/knowledge'], node: false },
  'application/turns': { imports: ['domain', 'text'], node: false },
  'application/asking': {
    imports: [
      'domain',
      'text',
      'application',
      'application/members',
      'application/turns',
      'application/knowledge',
      'application/views',
    ],
    node: false,
  },
  'application/debating': {
    imports: [
      'domain',
      'application',
      'application/asking',
      'application/knowledge',
      'application/turns',
      'application/views',
    ],
    node: false,
  },
  'application/views': {
    imports: [
      'text',
      'domain',
      'application',
      'application/services.ts',
      'application/turns',
      'application/knowledge',
      'application/reindexing',
    ],
    node: false,
  },
  commands: { imports: ['application', 'application/*', 'domain', 'words'], node: false },
  words: { imports: ['domain', 'application/views'], node: false },
  answering: { imports: ['domain', 'text'], node: true },
  'answering/debate': { imports: ['domain', 'text', 'answering'], node: true },
  'answering/follow-up': { imports: ['domain', 'text'], node: false },
  golden: { imports: ['domain', 'application/reindexing'], node: true },
  // The doors; what is listed below them is listed before those that may import it: no circle.
  indexing: { imports: ['domain', 'indexing/*'], node: true },
  'indexing/files': { imports: ['domain'], node: true },
  'indexing/threads': { imports: ['domain'], node: true },
  'indexing/chunking': { imports: ['domain', 'text'], node: true },
  'indexing/corpus': {
    imports: ['domain', 'text', 'indexing/chunking', 'indexing/files'],
    node: true,
  },
  'indexing/loaders': {
    imports: ['domain', 'text', 'indexing/chunking', 'indexing/corpus'],
    node: true,
  },
  'indexing/keywords': { imports: ['domain', 'text', 'indexing/files'], node: true },
  'indexing/vectors': { imports: ['domain', 'indexing/files'], node: true },
  // Builds, and hands what it built to a writer it does not know.
  'indexing/building': {
    imports: [
      'domain',
      'text',
      'indexing/chunking',
      'indexing/corpus',
      'indexing/files',
      'indexing/loaders',
      'indexing/threads',
      'indexing/vectors',
    ],
    node: true,
  },
  // The writer that keeps generations in SQLite and files; another one stands beside it.
  'indexing/generation': {
    imports: ['domain', 'text', 'indexing/files', 'indexing/keywords', 'indexing/vectors'],
    node: true,
  },
  'indexing/worker': {
    imports: [
      'domain',
      'indexing/building',
      'indexing/generation',
      'indexing/threads',
      'indexing/vectors',
    ],
    node: true,
  },
  model: { imports: ['domain'], node: true },
  'model/ollama': { imports: ['domain', 'model'], node: true },
  'model/fleet': { imports: ['domain', 'model'], node: true },
  'model/embedded': { imports: ['domain', 'model'], node: true },
  storage: { imports: ['domain'], node: true },
  // Everything in one database: what is remembered, and the generations of the index.
  postgres: {
    imports: ['domain', 'postgres/*', 'indexing/building', 'indexing/threads'],
    node: true,
  },
  'postgres/stores': { imports: ['domain', 'postgres'], node: true },
  'postgres/generations': {
    imports: [
      'domain',
      'text',
      'postgres',
      'indexing/building',
      'indexing/keywords',
      'indexing/threads',
      'indexing/vectors',
    ],
    node: true,
  },
  fetching: { imports: ['domain'], node: true },
  markup: { imports: ['application'], node: false },
  discord: {
    imports: [
      'domain',
      'application',
      'application/members',
      'application/views',
      'markup',
      'words',
    ],
    node: true,
  },
  page: {
    imports: ['domain', 'application', 'application/*', 'markup', 'words'],
    node: true,
  },
  terminal: { imports: ['domain', 'application', 'words'], node: true },
  observability: { imports: ['domain'], node: true },
  // Nothing but the version is read of it.
  'package.json': { imports: [], node: false },
  'version.ts': { imports: ['package.json'], node: false },
  'config-values.ts': { imports: [], node: false },
  'config.ts': { imports: ['domain', 'config-values.ts'], node: false },
  'compose.ts': { imports: 'all', node: true },
  'compose-keeping.ts': { imports: 'all', node: true },
  'compose-answering.ts': { imports: 'all', node: true },
  'compose-knowledge.ts': { imports: 'all', node: true },
  'compose-models.ts': { imports: 'all', node: true },
  'main.ts': { imports: 'all', node: true },
  entry: { imports: 'all', node: true },
};

/** Package -> rooms or files that may import it. A package that is not here has no room yet. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@hono/node-server': ['page'],
  '@langchain/core': ['answering'],
  '@mozilla/readability': ['src/indexing/loaders/page/find-article.ts'],
  '@orama/stemmers': ['text'],
  'better-sqlite3': ['indexing', 'storage'],
  'cli-progress': ['terminal', 'entry'],
  commander: ['main.ts', 'entry'],
  'discord-markdown-parser': ['src/page/message-nodes.ts'],
  'discord.js': ['discord'],
  eld: ['text'],
  fflate: ['src/indexing/loaders/office'],
  hono: ['page'],
  'hnswlib-node': ['src/indexing/vectors/vector-index.ts'],
  'ipaddr.js': ['fetching'],
  linkedom: ['src/indexing/loaders/page/dom.ts'],
  mammoth: ['src/indexing/loaders/office/docx.ts'],
  ollama: ['model'],
  pg: ['postgres'],
  picocolors: ['terminal', 'entry'],
  pino: ['observability'],
  'prom-client': ['src/observability/metrics/cria-metrics.ts'],
  turndown: ['src/indexing/loaders/page/to-markdown.ts'],
  'umap-js': ['src/page/corpus/map-worker.ts'],
  unpdf: ['src/indexing/loaders/pdf/pdf.ts'],
  yaml: ['indexing'],
  'smol-toml': ['indexing'],
  zod: ['config.ts', 'config-values.ts', 'golden', 'indexing'],
};

const READS_THE_PROCESS = ['main.ts'];
const WRITES_TO_THE_CONSOLE = /^src\/terminal\/(terminal|.*-terminal)/;
const DOCUMENTED = ['domain', 'application'];
const VAGUE_NAMES = ['utils', 'util'];
const COMMAND_LIST = 'commands/index.ts';
const MAX_LINES = 300;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

// --- the checker --------------------------------------------------------------------------------

interface Source {
  /** Below the project folder, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

type Report = (node: ts.Node, rule: string) => void;

/** The longest name of the plan that a path lies in, else the first part of the path below src. */
function roomOf(path: string): string {
  const below = path.startsWith('src/') ? path.slice('src/'.length) : path;
  const parts = below.split('/');
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join('/');
    if (ROOMS[name] !== undefined) return name;
  }
  return parts[0] ?? path;
}

/** The room a wing belongs to; a room without wings is its own. */
function houseOf(room: string): string {
  return room.split('/')[0] ?? room;
}

/** Whether a list of a room's imports names `to`, by itself or as `room/*`, all wings of a room. */
function names(imports: Room['imports'], to: string): boolean {
  if (imports === 'all') return true;
  return imports.includes(to) || (to.includes('/') && imports.includes(`${houseOf(to)}/*`));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Every fault of a set of files, each as `path:line: rule`. */
function faultsOf(sources: readonly Source[]): string[] {
  const faults: string[] = [];
  for (const source of sources) {
    const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
    const report: Report = (node, rule) => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      faults.push(`${source.path}:${line + 1}: ${rule}`);
    };
    checkName(source.path, (rule) => report(file, rule));
    checkLength(source, faults);
    if (!source.path.endsWith('.ts')) continue;
    walk(file, (node) => {
      checkImport(source.path, node, report);
      checkCall(source.path, node, report);
      checkProcess(source.path, node, report);
    });
    if (DOCUMENTED.includes(houseOf(roomOf(source.path)))) checkDocumented(file, report);
  }
  return [...faults, ...circlesOf(sources), ...unlistedCommands(sources)];
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function checkName(path: string, report: (rule: string) => void): void {
  const parts = path.split('/');
  const [stem = ''] = basename(path).split('.');
  const names = [...parts.slice(0, -1), stem];
  for (const name of names.filter((each) => !KEBAB_CASE.test(each))) {
    report(`names are kebab-case, "${name}" is not`);
  }
  if (VAGUE_NAMES.includes(stem)) report(`"${stem}" says nothing: name the file for its export`);
  if (stem === 'index' && path !== COMMAND_LIST) report(`no barrel but ${COMMAND_LIST}`);
  if (ROOMS[roomOf(path)] === undefined) report(`there is no room "${roomOf(path)}" in the plan`);
}

/** Counts as ESLint's max-lines is set to: neither blank lines nor comments. */
function checkLength({ path, text }: Source, faults: string[]): void {
  const lines = text.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;
  if (lines <= MAX_LINES) return;
  faults.push(`${path}:1: a file has ${MAX_LINES} lines of code at most, this one ${lines}`);
}

/** What a node imports: static, dynamic, type and re-export forms, `require`, worker URLs. */
function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal) : null;
  }
  if (ts.isCallExpression(node)) {
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    return isImport || node.expression.getText() === 'require' ? literal(node.arguments[0]) : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const target = literal(node.arguments?.[0]);
    return target?.startsWith('.') === true && target.endsWith('.ts') ? target : null;
  }
  return null;
}

function literal(node: ts.Node | undefined): string | null {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : null;
}

function checkImport(path: string, node: ts.Node, report: Report): void {
  const specifier = specifierOf(node);
  if (specifier === null) return;
  const from = roomOf(path);
  const room = ROOMS[from];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    const to = roomOf(target);
    const isListed = room !== undefined && names(room.imports, to);
    const isLent = ROOMS[to] !== undefined && !(to === 'entry' && from !== 'main.ts');
    const isAllowed = to === from || (isListed && isLent);
    if (!isAllowed) report(node, `${from} may not import ${to} (${specifier})`);
  } else if (isBuiltin(specifier)) {
    if (room?.node !== true) report(node, `${from} may not import ${specifier}`);
  } else {
    const places = PACKAGES[packageOf(specifier)];
    if (places === undefined) report(node, `no room is named for the package ${specifier}`);
    else if (!places.some((place) => isIn(place, from, path))) {
      report(node, `${specifier} belongs to ${places.join(', ')}`);
    }
  }
}

/** A package's place is a room, with its wings, or a file or folder by its path. */
function isIn(place: string, room: string, path: string): boolean {
  return (
    place === room || place === houseOf(room) || path === place || path.startsWith(`${place}/`)
  );
}

/** Every circle of files that import each other, once, from its first file by name. */
function circlesOf(sources: readonly Source[]): string[] {
  const known = new Set(sources.map((source) => source.path));
  const targets = new Map(sources.map((source) => [source.path, importsOf(source, known)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const enter = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) circles.push([...trail.slice(start), path].join(' -> '));
    if (start !== -1 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) enter(target, [...trail, path]);
    done.add(path);
  };
  for (const path of [...known].sort()) enter(path, []);
  return circles.map(
    (circle) => `${circle.split(' ')[0] ?? ''}:1: imports itself in a circle: ${circle}`,
  );
}

function importsOf({ path, text }: Source, known: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  walk(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier?.startsWith('.') !== true) return;
    const target = posix.join(posix.dirname(path), specifier);
    if (known.has(target)) found.add(target);
  });
  return [...found].sort();
}

function checkCall(path: string, node: ts.Node, report: Report): void {
  if (ts.isThrowStatement(node) && /^(new )?Error\s*\(/.test(node.expression.getText())) {
    report(node, 'throw an AppError, not a bare Error');
  }
  if (!ts.isPropertyAccessExpression(node) || WRITES_TO_THE_CONSOLE.test(path)) return;
  if (node.expression.getText() === 'console') report(node, 'no console here: take a Logger');
}

/** `process.env` and `process.argv` in any spelling. */
function checkProcess(path: string, node: ts.Node, report: Report): void {
  if (READS_THE_PROCESS.includes(roomOf(path))) return;
  const found = processRead(node);
  if (found !== null) report(node, `${found} is read in main.ts alone`);
}

function processRead(node: ts.Node): string | null {
  const isProcess = (each: ts.Node | undefined) => /(^|\.)process$/.test(each?.getText() ?? '');
  const isPrivate = (name: string) => name === 'env' || name === 'argv';
  if (ts.isPropertyAccessExpression(node) && isProcess(node.expression)) {
    return isPrivate(node.name.text) ? `process.${node.name.text}` : null;
  }
  if (ts.isElementAccessExpression(node) && isProcess(node.expression)) return node.getText();
  if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent)) {
    const name = (node.propertyName ?? node.name).getText();
    return isProcess(node.parent.parent.initializer) && isPrivate(name) ? `process.${name}` : null;
  }
  if (ts.isImportSpecifier(node)) {
    const from = literal(node.parent.parent.parent.moduleSpecifier);
    const name = (node.propertyName ?? node.name).text;
    return /^(node:)?process$/.test(from ?? '') && isPrivate(name) ? `process.${name}` : null;
  }
  return null;
}

function checkDocumented(file: ts.SourceFile, report: Report): void {
  for (const statement of file.statements) {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword) ===
        true;
    if (!isExported || ts.getJSDocCommentsAndTags(statement).length > 0) continue;
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name.getText()
      : (statement as ts.DeclarationStatement).name?.getText();
    report(statement, `the export ${name ?? 'here'} has no doc comment`);
  }
}

/** Files of commands/ that the literal array in commands/index.ts does not name. */
function unlistedCommands(sources: readonly Source[]): string[] {
  const list = sources.find((source) => source.path === COMMAND_LIST);
  if (list === undefined) return [];
  const file = ts.createSourceFile(list.path, list.text, ts.ScriptTarget.Latest, true);
  const importedFrom = new Map<string, string>();
  const listed = new Set<string>();
  walk(file, (node) => {
    if (ts.isImportSpecifier(node)) {
      const from = literal(node.parent.parent.parent.moduleSpecifier) ?? '';
      importedFrom.set(node.name.text, posix.join('commands', from));
    }
    if (ts.isArrayLiteralExpression(node)) {
      walk(node, (each) => {
        if (ts.isIdentifier(each)) listed.add(importedFrom.get(each.text) ?? '');
      });
    }
  });
  return sources
    .map((source) => source.path)
    .filter((path) => roomOf(path) === 'commands' && path !== COMMAND_LIST && !listed.has(path))
    .map((path) => `${path}:1: is not in the array of ${COMMAND_LIST}`);
}

// --- the project --------------------------------------------------------------------------------

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function readSources(folder: string): Source[] {
  return readdirSync(ROOT + folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join(entry.parentPath.slice(ROOT.length), entry.name))
    .sort()
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));
}

describe('the house', () => {
  const sources = [...readSources('src'), ...readSources('commands')];

  test('has wings that form no circle', () => {
    const wings = Object.keys(ROOMS).filter((name) => name.startsWith('indexing/'));
    const below = (wing: string, trail: readonly string[]): void => {
      expect(trail).not.toContain(wing);
      const { imports = [] } = ROOMS[wing] ?? {};
      for (const next of imports === 'all' ? [] : imports) {
        if (wings.includes(next)) below(next, [...trail, wing]);
      }
    };
    expect(wings.length).toBeGreaterThan(5);
    for (const wing of wings) below(wing, []);
  });

  test('has its code where the checker looks', () => {
    expect(sources.map((source) => source.path)).toContain('src/domain/ports.ts');
  });

  test('keeps to its plan', () => {
    expect(faultsOf(sources)).toEqual([]);
  });

  test('plans for no package that the project does not depend on', () => {
    const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.dependencies)).toEqual(
      expect.arrayContaining(Object.keys(PACKAGES)),
    );
  });
});

// --- the checker itself -------------------------------------------------------------------------

const DOC = '/** What it is. */\n';
const LONG = 'const a = 1;\n'.repeat(MAX_LINES + 1);

/** Name, file, source, and the one fault it must yield. */
const VIOLATIONS: readonly (readonly [string, string, string, string])[] = [
  [
    'an import out of domain',
    'src/domain/a.ts',
    "import '../model/b.ts';",
    'domain may not import model',
  ],
  ['node in domain', 'src/domain/a.ts', "import 'node:fs';", 'domain may not import node:fs'],
  ['node without its prefix', 'src/words/a.ts', "import 'path';", 'words may not import path'],
  [
    'application on an adapter',
    'src/application/a.ts',
    "import '../storage/b.ts';",
    'may not import storage',
  ],
  ['compose on entry', 'src/compose.ts', "import './entry/b.ts';", 'may not import entry'],
  [
    'an adapter on another',
    'src/discord/a.ts',
    "import '../terminal/b.ts';",
    'may not import terminal',
  ],
  [
    'an adapter on compose',
    'src/model/a.ts',
    "import '../compose.ts';",
    'may not import compose.ts',
  ],
  [
    'a room on commands',
    'src/discord/a.ts',
    "import '../../commands/b.ts';",
    'may not import commands',
  ],
  [
    'a command on an adapter',
    'commands/a.ts',
    "import '../src/discord/b.ts';",
    'may not import discord',
  ],
  [
    'a type import',
    'src/domain/a.ts',
    "import type { B } from '../model/b.ts';",
    'may not import model',
  ],
  [
    'an inline type import',
    'src/words/a.ts',
    "let a: import('../model/b.ts').B;",
    'may not import model',
  ],
  [
    'a re-export',
    'src/answering/a.ts',
    "export * from '../indexing/b.ts';",
    'may not import indexing',
  ],
  [
    'a dynamic import',
    'src/answering/a.ts',
    "await import('../indexing/b.ts');",
    'may not import indexing',
  ],
  [
    'a worker',
    'src/answering/a.ts',
    "new URL('../indexing/b.ts', import.meta.url);",
    'may not import indexing',
  ],
  [
    'a package in a strange room',
    'src/answering/a.ts',
    "import 'ollama';",
    'ollama belongs to model',
  ],
  [
    'part of a package',
    'src/model/a.ts',
    "import '@langchain/core/runnables';",
    'belongs to answering',
  ],
  [
    'hnswlib in another file',
    'src/indexing/a.ts',
    "import 'hnswlib-node';",
    'belongs to src/indexing/vectors/vector-index.ts',
  ],
  [
    'a package of no room',
    'src/model/a.ts',
    "import 'left-pad';",
    'no room is named for the package left-pad',
  ],
  ['a folder of no room', 'src/misc/a.ts', '', 'there is no room "misc"'],
  [
    'process.env',
    'src/config.ts',
    'const a = process.env;',
    'process.env is read in main.ts alone',
  ],
  ['process.argv', 'src/model/a.ts', 'globalThis.process.argv[2];', 'process.argv is read'],
  ['process.env in brackets', 'src/model/a.ts', "process['env'];", "process['env'] is read"],
  [
    'process.env taken apart',
    'src/model/a.ts',
    'const { env: e } = process;',
    'process.env is read',
  ],
  ['env by import', 'src/model/a.ts', "import { env } from 'node:process';", 'process.env is read'],
  ['camel case', 'src/model/chatModel.ts', '', 'names are kebab-case, "chatModel" is not'],
  [
    'a folder in capitals',
    'src/indexing/Loaders/a.ts',
    '',
    'names are kebab-case, "Loaders" is not',
  ],
  ['utils.ts', 'src/model/utils.ts', '', '"utils" says nothing'],
  ['a barrel', 'src/model/index.ts', '', 'no barrel but commands/index.ts'],
  ['console', 'src/model/a.ts', "console.log('x');", 'no console here'],
  ['a bare error', 'src/model/a.ts', "throw new Error('x');", 'throw an AppError'],
  [
    'no doc comment on a function',
    'src/domain/a.ts',
    'export function a() {}',
    'the export a has no doc comment',
  ],
  [
    'no doc comment on a constant',
    'src/domain/ports.ts',
    'export const A = 1;',
    'the export A has no doc',
  ],
  [
    'no doc comment on a type',
    'src/application/a.ts',
    `${DOC}let b;\nexport type A = 1;`,
    'the export A has no',
  ],
  [
    'a wing on a wing that is not lent to it',
    'src/application/turns/a.ts',
    "import '../asking/b.ts';",
    'application/turns may not import application/asking',
  ],
  [
    'product code on an eval',
    'src/compose.ts',
    "import '../evals/b.ts';",
    'compose.ts may not import evals',
  ],
  ['a long file', 'src/model/a.ts', LONG, 'a file has 300 lines of code at most, this one 301'],
];

const ALLOWED: readonly (readonly [string, string, string])[] = [
  ['its own room', 'src/model/a.ts', "import './b.ts';"],
  ['application on domain', 'src/application/a.ts', "import '../domain/b.ts';"],
  [
    'words on what a view says',
    'src/words/a.ts',
    "import type { B } from '../application/views/b.ts';",
  ],
  ['commands on words', 'commands/a.ts', "import '../src/words/b.ts';"],
  [
    'compose on everything',
    'src/compose.ts',
    "import './model/b.ts'; import '../commands/index.ts';",
  ],
  ['main on entry', 'src/main.ts', "import './entry/b.ts';"],
  ['a package in its room', 'src/answering/a.ts', "import '@langchain/core/runnables';"],
  ['hnswlib in its file', 'src/indexing/vectors/vector-index.ts', "import H from 'hnswlib-node';"],
  ['the environment in main', 'src/main.ts', 'process.env; process.argv;'],
  [
    'another part of process',
    'src/discord/a.ts',
    'process.memoryUsage(); const { pid } = process;',
  ],
  ['console in the terminal', 'src/terminal/terminal.ts', "console.log('x');"],
  ['an AppError', 'src/model/a.ts', "throw new AppError('internal', 'x');"],
  ['a documented export', 'src/domain/a.ts', `${DOC}export const A = 1;`],
  ['a file of 300 lines', 'src/model/a.ts', `${DOC}\n${'const a = 1;\n'.repeat(MAX_LINES)}`],
];

describe('the checker', () => {
  test.each(VIOLATIONS)('catches %s', (_, path, text, rule) => {
    const faults = faultsOf([{ path, text }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(rule);
    expect(faults[0]).toMatch(new RegExp(`^${path}:\\d+: `));
  });

  test.each(ALLOWED)('allows %s', (_, path, text) => {
    expect(faultsOf([{ path, text }])).toEqual([]);
  });

  test('catches a circle of files, type imports and several files included', () => {
    const a = { path: 'src/domain/a.ts', text: "import type { B } from './b.ts';" };
    const b = { path: 'src/domain/b.ts', text: "import { c } from './c.ts';" };
    const c = { path: 'src/domain/c.ts', text: "export * from './a.ts';" };
    expect(faultsOf([a, b])).toEqual([]);
    expect(faultsOf([a, b, c])).toEqual([
      'src/domain/a.ts:1: imports itself in a circle: src/domain/a.ts -> src/domain/b.ts -> src/domain/c.ts -> src/domain/a.ts',
    ]);
  });

  test('names the line', () => {
    const text = "import './b.ts';\n\nimport '../model/c.ts';\n";
    expect(faultsOf([{ path: 'src/words/a.ts', text }])[0]).toMatch(/^src\/words\/a\.ts:3: /);
  });

  test('catches a command that is imported but not in the array', () => {
    const index = "import { ask } from './ask.ts';\nimport { help } from './help.ts';\n";
    const files = [
      { path: 'commands/ask.ts', text: '' },
      { path: 'commands/help.ts', text: '' },
    ];
    const full = { path: COMMAND_LIST, text: `${index}export const commands = [ask, help()];` };
    const short = { path: COMMAND_LIST, text: `${index}export const commands = [ask];` };
    expect(faultsOf([...files, full])).toEqual([]);
    expect(faultsOf([...files, short])).toEqual([
      'commands/help.ts:1: is not in the array of commands/index.ts',
    ]);
  });
});
