import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * The environment with the settings of an .env file below it: what is set already wins, and an
 * empty value counts as not set. A missing file is no settings.
 */
export function withEnvFile(environment, path) {
  return { ...withoutEmpty(readEnvFile(path)), ...withoutEmpty(environment) };
}

function readEnvFile(path) {
  try {
    // Some editors put a mark in front that would become part of the first name.
    return parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
