/** A run of lines that is either all inside one code fence (fence lines included) or all outside. */
export interface FenceRun {
  readonly isCode: boolean;
  readonly lines: readonly string[];
}

const OPEN = /^ {0,3}(?:> ?)*(?:(?:[-*+]|\d+[.)])(?= ))? *(`{3,}(?!`)|~{3,}(?!~))[^`]*$/u;

/** The fence a line opens (its marks, e.g. three backticks), or null. */
export function openedFence(line: string): string | null {
  return OPEN.exec(line)?.[1] ?? null;
}

/** Whether a line closes the fence `marks`: the same mark, at least as often, nothing behind it. */
export function closesFence(line: string, marks: string): boolean {
  const text = line.replace(/^[ >]*/u, '').trimEnd();
  return text.length >= marks.length && text === (marks[0] ?? '').repeat(text.length);
}

/** Splits lines into runs of code and prose; an unclosed fence runs to the end. */
export function splitByFences(lines: readonly string[]): FenceRun[] {
  const runs: FenceRun[] = [];
  let prose: string[] = [];
  let code: string[] = [];
  let marks: string | null = null;
  const flushProse = (): void => {
    if (prose.length > 0) runs.push({ isCode: false, lines: prose });
    prose = [];
  };
  for (const line of lines) {
    if (marks !== null) {
      code.push(line);
      if (closesFence(line, marks)) {
        runs.push({ isCode: true, lines: code });
        code = [];
        marks = null;
      }
      continue;
    }
    marks = openedFence(line);
    if (marks === null) {
      prose.push(line);
    } else {
      flushProse();
      code.push(line);
    }
  }
  flushProse();
  if (code.length > 0) runs.push({ isCode: true, lines: code });
  return runs;
}
