import { MAX_ADDRESS_CHARS, MAX_ROBOTS_RULES } from './web-limits.ts';

/** What a `robots.txt` says to one robot. */
export interface SiteRules {
  /** Whether a page may be read; what no rule speaks of may. */
  isAllowed(url: URL): boolean;
}

interface Rule {
  readonly isAllowed: boolean;
  /** What must stand one behind the other in the path; anything may be between. */
  readonly parts: readonly string[];
  /** Whether the path ends with the last part. */
  readonly isWhole: boolean;
  /** Characters of the pattern: the longest one decides. */
  readonly weight: number;
}

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
}

/**
 * The rules for a robot by its name, else those for all, as of RFC 9309: the longest pattern that fits
 * decides, and of two as long the one that allows. Takes time in proportion to the text.
 */
export function parseRobots(text: string, robot: string): SiteRules {
  const groups = readGroups(text);
  const named = groups.filter(({ agents }) => agents.includes(robot.toLowerCase()));
  const chosen = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = chosen
    .flatMap((group) => group.rules)
    .slice(0, MAX_ROBOTS_RULES)
    .sort((a, b) => b.weight - a.weight || Number(b.isAllowed) - Number(a.isAllowed));
  return {
    isAllowed: (url) => {
      const path = normalised(url.pathname + url.search);
      return rules.find((rule) => fits(rule, path))?.isAllowed ?? true;
    },
  };
}

function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let isNaming = false;
  for (const line of text.replace(/^\uFEFF/u, '').split(/[\r\n]/u)) {
    const [content = ''] = line.split('#', 1);
    const colon = content.indexOf(':');
    const field = content.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = content.slice(colon + 1).trim();
    if (field === 'user-agent') {
      if (!isNaming) groups.push({ agents: [], rules: [] });
      groups.at(-1)?.agents.push(agentName(value));
      isNaming = true;
    } else if (field === 'allow' || field === 'disallow') {
      isNaming = false;
      const isUsable = value !== '' && value.length <= MAX_ADDRESS_CHARS;
      if (isUsable) groups.at(-1)?.rules.push(readRule(value, field === 'allow'));
    }
  }
  return groups;
}

/** Without its version. */
function agentName(value: string): string {
  return (value.split('/', 1)[0] ?? '').trim().toLowerCase();
}

function readRule(value: string, isAllowed: boolean): Rule {
  const isWhole = value.endsWith('$');
  const pattern = normalised(isWhole ? value.slice(0, -1) : value);
  return { isAllowed, parts: pattern.split('*'), isWhole, weight: value.length };
}

/** The first place of each part is as good as any other, so nothing is ever tried twice. */
function fits({ parts, isWhole }: Rule, path: string): boolean {
  const [first = '', ...rest] = parts;
  if (!path.startsWith(first)) return false;
  const last = isWhole ? rest.pop() : '';
  if (last === undefined) return path === first;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return path.endsWith(last) && path.length - last.length >= at;
}

/** One spelling of characters that can be written as themselves or by their bytes. */
function normalised(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\uFFFD') // half of a character, at the cut
    .replace(/[^\p{ASCII}]/gu, encodeURIComponent)
    .replace(/%[0-9a-f]{2}/giu, (code) => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /[\w.~-]/u.test(character) ? character : code.toUpperCase();
    });
}
