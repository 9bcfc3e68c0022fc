import { randomInt } from 'node:crypto';
import type { NewId } from '../domain/ports.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_CHARS = 12;

/** Random ids of 12 characters (62 bits). */
export const newId: NewId = () =>
  Array.from({ length: ID_CHARS }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
