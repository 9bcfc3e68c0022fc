import { expect, test } from 'vitest';
import { unansweredFault } from '../../../src/model/ollama/ollama-errors.ts';

const target = { host: 'https://gpu.lan', model: 'm', authorization: 'Bearer s3cret' };

test.each([
  ['ECONNREFUSED', 'not-running', 'ollama serve'],
  ['ENOTFOUND', 'host-unknown', 'OLLAMA_HOST'],
  ['EAI_AGAIN', 'host-unknown', 'OLLAMA_HOST'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-untrusted', 'NODE_EXTRA_CA_CERTS'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-untrusted', 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-untrusted', 'NODE_EXTRA_CA_CERTS'],
  ['CERT_HAS_EXPIRED', 'certificate-untrusted', 'NODE_EXTRA_CA_CERTS'],
  ['HPE_INVALID_CONSTANT', 'other-program', 'port'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'other-program', 'port'],
])('%s is told as %s, with what to do and without the key', (code, trouble, remedy) => {
  const thrown = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
  const fault = unansweredFault(thrown, target);
  expect(fault).toMatchObject({ code: 'model-unreachable', details: { trouble } });
  expect(fault.message).toContain(remedy);
  expect(JSON.stringify([fault.message, fault.details])).not.toContain('s3cret');
});
