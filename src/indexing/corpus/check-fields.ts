import { LANGUAGES } from '../../domain/language.ts';
import type { FrontMatter } from './front-matter.ts';

const REQUIRED = [
  'title',
  'language',
  'published',
  'author',
  'licence',
  'tags',
  'reviewed',
  'review_by',
  'sources',
] as const;
const OPTIONAL = ['url'] as const;
const KNOWN: ReadonlySet<string> = new Set([...REQUIRED, ...OPTIONAL]);

/** What is wrong with a field's value; null when nothing is. */
type Check = (value: unknown) => string | null;

const CHECKS: Readonly<Record<(typeof REQUIRED)[number] | (typeof OPTIONAL)[number], Check>> = {
  title: requireLine,
  author: requireLine,
  licence: requireLine,
  language: (value) =>
    LANGUAGES.some((language) => language === value) ? null : `must be ${LANGUAGES.join(' or ')}`,
  published: requireDate,
  reviewed: requireDate,
  review_by: requireDate,
  sources: requireSources,
  url: requireAddress,
  tags: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((tag) => requireLine(tag) === null)
      ? null
      : 'must be a list of words',
};

/** Checks the front matter of a shipped article: exactly the known fields, each of its kind. */
export function checkFields(
  matter: FrontMatter,
  report: (line: number, message: string) => void,
): void {
  if (!matter.hasFrontMatter) {
    report(1, `The article has no front matter; it needs ${REQUIRED.join(', ')}.`);
    return;
  }
  for (const name of Object.keys(matter.fields)) {
    if (!KNOWN.has(name)) report(matter.fieldLines.get(name) ?? 1, `The field ${name} is unknown.`);
  }
  for (const name of REQUIRED) {
    if (matter.fields[name] === undefined) report(1, `The field ${name} is missing.`);
  }
  for (const [name, check] of Object.entries(CHECKS)) {
    const value = matter.fields[name];
    const problem = value === undefined ? null : check(value);
    if (problem !== null) {
      report(matter.fieldLines.get(name) ?? 1, `The field ${name} ${problem}.`);
    }
  }
  const [reviewed, due] = [matter.fields['reviewed'], matter.fields['review_by']];
  if (typeof reviewed === 'string' && typeof due === 'string' && due < reviewed) {
    const line = matter.fieldLines.get('review_by') ?? 1;
    report(line, 'The field review_by is before the field reviewed.');
  }
}

function requireLine(value: unknown): string | null {
  const isLine = typeof value === 'string' && value.trim() !== '' && !value.includes('\n');
  return isLine ? null : 'must be one line of text';
}

function requireDate(value: unknown): string | null {
  return isIsoDate(value) ? null : 'must be a real date YYYY-MM-DD';
}

function requireAddress(value: unknown): string | null {
  return isWebAddress(value) ? null : 'must be an http or https address';
}

/** A list of `url`, `for` (what was taken from it) and `seen` (a date), nothing else. */
function requireSources(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return 'must be a list of url, for and seen';
  const problems = value.map((source: unknown, index) => {
    if (typeof source !== 'object' || source === null) return 'must be a list of url, for and seen';
    const fields = new Map<string, unknown>(Object.entries(source));
    const at = `entry ${index + 1}:`;
    const unknown = [...fields.keys()].find((name) => !(name in SOURCE_CHECKS));
    if (unknown !== undefined) return `${at} ${unknown} is unknown`;
    for (const [name, check] of Object.entries(SOURCE_CHECKS)) {
      const problem = check(fields.get(name));
      if (problem !== null) return `${at} ${name} ${problem}`;
    }
    return null;
  });
  return problems.find((problem) => problem !== null) ?? null;
}

const SOURCE_CHECKS: Readonly<Record<string, Check>> = {
  url: requireAddress,
  for: requireLine,
  seen: requireDate,
};

function isIsoDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/u.test(value)) return false;
  const time = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value);
}

const WEB_ADDRESS = /^https?:\/\/[^\s]+$/iu;

/** An http or https address; one with a user's name in front (`https://meta.com@evil.example/`) only looks like another. */
export function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !WEB_ADDRESS.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}
