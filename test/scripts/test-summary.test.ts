import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closingLine, countTests, sumCounts } from '../../scripts/lib/test-summary.mjs';

const GREEN = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

describe('the count', () => {
  test('takes passed, failed and skipped tests', () => {
    expect(countTests(GREEN)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  test('does not count a failed test twice', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    const report = { ...GREEN, success: false, numFailedTests: 1, testResults };
    expect(countTests(report).failed).toBe(1);
  });

  test('counts a file that broke before its tests', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countTests({ ...GREEN, success: false, testResults }).failed).toBe(1);
  });

  test('counts a run that failed outside its tests', () => {
    expect(countTests({ ...GREEN, success: false }).failed).toBe(1);
  });
});

test('the sum runs over all reports', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sumCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(sumCounts([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('the closing line is the plain one', () => {
  expect(closingLine({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed');
  expect(closingLine({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
});

describe('scripts/sum-tests.mjs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cria-sum-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sum = (...paths: string[]) =>
    spawnSync(process.execPath, ['scripts/sum-tests.mjs', ...paths], { encoding: 'utf8' });
  const write = (name: string, report: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(report));
    return join(folder, name);
  };

  test('prints one line over two reports', () => {
    const result = sum(write('a.json', GREEN), write('b.json', GREEN));
    expect(result.stdout).toBe('6 passed, 0 failed, 4 skipped\n');
    expect(result.status).toBe(0);
  });

  test('counts a missing report as a failure and names it', () => {
    const result = sum(write('a.json', GREEN), join(folder, 'none.json'));
    expect(result.stdout).toBe('3 passed, 1 failed, 2 skipped\n');
    expect(result.stderr).toContain('none.json');
    expect(result.status).toBe(1);
  });

  test('fails when nothing ran', () => {
    expect(sum()).toMatchObject({ stdout: '0 passed, 0 failed\n', status: 1 });
  });
});

describe('the shell scripts', () => {
  test.each(['.ci/run', 'scripts/ollama/setup.sh', 'scripts/ollama/serve.sh'])(
    '%s parses',
    (path) => {
      expect(execFileSync('bash', ['-n', path], { encoding: 'utf8' })).toBe('');
    },
  );

  test.each(['setup.sh', 'serve.sh'])('%s has a help and refuses what it does not know', (name) => {
    const call = (argument: string) =>
      spawnSync('bash', [`scripts/ollama/${name}`, argument], { encoding: 'utf8' });
    expect(call('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(call('--help').stdout).toContain('CRIA_OLLAMA_HOME');
    expect(call('--no-such')).toMatchObject({ status: 2 });
    expect(call('--no-such').stderr).toContain('--no-such');
  });

  test('serve.sh says what to run when there is no server', () => {
    const env = { ...process.env, CRIA_OLLAMA_HOME: '/no/such/folder' };
    const result = spawnSync('bash', ['scripts/ollama/serve.sh'], { encoding: 'utf8', env });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('run scripts/ollama/setup.sh first');
  });
});
