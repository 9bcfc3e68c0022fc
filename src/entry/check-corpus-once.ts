import { AppError } from '../domain/errors.ts';
import { checkCorpus } from '../indexing/corpus/check-corpus.ts';
import type { Runtime } from './runtime.ts';

/** `check-corpus`: strict check of the shipped articles. @throws AppError `corpus-invalid` on any fault */
export async function checkCorpusOnce({ config, stdout }: Runtime): Promise<void> {
  const faults = await checkCorpus(config.knowledgeDir);
  for (const { file, line, message } of faults) {
    stdout.write(`${config.knowledgeDir}/${file}:${line}: ${message}\n`);
  }
  if (faults.length > 0) {
    throw new AppError('corpus-invalid', `${faults.length} fault(s) in ${config.knowledgeDir}.`);
  }
  stdout.write(`Every article in ${config.knowledgeDir} is in order.\n`);
}
