import { LANGUAGES } from '../domain/language.ts';
import { foldWord } from './fold-word.ts';
import { stemWord } from './text-analysis.ts';

/**
 * Abbreviations of the field with their long forms, German and English: whoever asks with one finds the
 * others. Single words, as general dictionaries have them.
 */
const SAME: readonly (readonly string[])[] = [
  'GPU Grafikkarte Grafikprozessor',
  'CPU Prozessor processor',
  'RAM Arbeitsspeicher',
  'VRAM Grafikspeicher Videospeicher',
  'GB Gigabyte Gigabytes GiB',
  'MB Megabyte Megabytes MiB',
  'TB Terabyte Terabytes',
  'KI AI',
  'LLM LLMs Sprachmodell Sprachmodelle',
  'DSGVO GDPR Datenschutzgrundverordnung',
  'API Schnittstelle',
  'PDF PDFs',
  'USA US',
  'PC Rechner Computer',
  'OS Betriebssystem',
  'kWh Kilowattstunde Kilowattstunden',
  'Doku Dokumentation docs documentation',
  'EU Union',
].map((line) => line.split(' ').map(foldWord));

const GROUPS = new Map(SAME.flatMap((words) => words.map((word) => [word, words] as const)));

/** Other words for a folded word; empty for most. */
export function sameMeaning(foldedWord: string): readonly string[] {
  return (GROUPS.get(foldedWord) ?? []).filter((word) => word !== foldedWord);
}

let byStem: ReadonlyMap<string, readonly string[]> | null = null;

/** The same for stems of either language; empty for most. */
export function sameMeaningStems(stem: string): readonly string[] {
  byStem ??= new Map(
    SAME.flatMap((words) => {
      const stems = words.flatMap((word) => LANGUAGES.map((language) => stemWord(word, language)));
      return stems.map((one) => [one, [...new Set(stems)]] as const);
    }),
  );
  return byStem.get(stem) ?? [];
}
