import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The log goes to the process's own standard error, so a process of its own writes it. */
function logged(script: string): { lines: Record<string, unknown>[]; stdout: string } {
  const code = `
    import { createLogger } from './src/observability/logger.ts';
    ${script}
  `;
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const args = ['--input-type=module', '--eval', outputFiles[0]!.text];
  const { stderr, stdout, status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const lines = stderr.split('\n').filter((line) => line !== '');
  return { stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  const { lines, stdout } = logged(`
    const log = createLogger('info');
    log.debug({}, 'too fine');
    log.info({ id: 'a1', chars: 12 }, 'Answered.');
    log.warn({ token: 'S3CRET', question: 'S3CRET', text: 'S3CRET', password: 'S3CRET' }, 'One.');
    log.error({ request: { authorization: 'S3CRET', token: 'S3CRET', path: '/x' } }, 'Two.');
    createLogger('silent').error({}, 'nothing');
    createLogger('error').warn({}, 'too fine as well');
  `);

  it('is one JSON object a line on standard error, and nothing on standard output', () => {
    expect(stdout).toBe('');
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['info', 'Answered.'],
      ['warn', 'One.'],
      ['error', 'Two.'],
    ]);
    expect(lines[0]).toMatchObject({ id: 'a1', chars: 12 });
    for (const { time } of lines) expect(String(time)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  });

  it('never holds a secret or the text of a question', () => {
    expect(JSON.stringify(lines)).not.toContain('S3CRET');
    expect(lines[1]).toMatchObject({ token: '[redacted]', question: '[redacted]' });
    expect(lines[2]).toMatchObject({ request: { authorization: '[redacted]', path: '/x' } });
  });

  it('names neither machine nor process', () => {
    for (const line of lines) expect(Object.keys(line)).not.toContain('hostname');
    for (const line of lines) expect(Object.keys(line)).not.toContain('pid');
  });
});
