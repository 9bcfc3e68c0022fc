import { AppError } from '../domain/errors.ts';
import { checkCorpus } from '../indexing/corpus/check-corpus.ts';
import type { Runtime } from './runtime.ts';

/**
 * `check-corpus`: strict check of the shipped articles. Warnings are printed and fail nothing.
 * @throws AppError `corpus-invalid` on any fault
 */
export async function checkCorpusOnce({ config, clock, stdout }: Runtime): Promise<void> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const { faults, warnings } = await checkCorpus(config.knowledgeDir, today);
  for (const { file, line, message } of faults) {
    stdout.write(`${config.knowledgeDir}/${file}:${line}: ${message}\n`);
  }
  for (const { file, line, message } of warnings) {
    stdout.write(`${config.knowledgeDir}/${file}:${line}: warning: ${message}\n`);
  }
  if (faults.length > 0) {
    throw new AppError('corpus-invalid', `${faults.length} fault(s) in ${config.knowledgeDir}.`);
  }
  const more = warnings.length === 0 ? '' : ` ${warnings.length} warning(s) deserve a look.`;
  stdout.write(`Every article in ${config.knowledgeDir} is in order.${more}\n`);
}
