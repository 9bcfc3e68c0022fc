import type { Language } from '../domain/language.ts';
import type { ModelTrouble } from '../domain/ports.ts';

/** Why the models do not answer, and what the operator can do about it. */
const TROUBLES: Readonly<Record<Language, Readonly<Record<ModelTrouble, string>>>> = {
  de: {
    'not-running':
      'Unter der Adresse läuft nichts: den Modellserver starten (`ollama serve`) oder OLLAMA_HOST prüfen.',
    'host-unknown': 'Den Rechnernamen in OLLAMA_HOST kennt das Netz nicht: Schreibweise prüfen.',
    'key-missing':
      'Der Server verlangt eine Anmeldung (401): OLLAMA_API_KEY setzen, oder name:passwort@ in OLLAMA_HOST.',
    'access-denied':
      'Der Server verweigert den Zugriff (403): Token und Regeln des Servers oder seines Proxys prüfen.',
    'certificate-untrusted':
      'Dem Zertifikat des Servers wird nicht vertraut: NODE_EXTRA_CA_CERTS auf die Datei seines Ausstellers setzen.',
    'other-program': 'Dort antwortet ein anderes Programm: Name und Port in OLLAMA_HOST prüfen.',
    'memory-short':
      'Der Speicher reicht nicht für das Modell: ein kleineres nehmen (CHAT_MODEL), CHAT_CONTEXT_TOKENS senken oder Programme schließen.',
    silent: 'Der Server nimmt Anfragen an und schweigt: neu starten.',
    slow: 'Der Server braucht länger als erlaubt: FIRST_WORD_SECONDS und ANSWER_DEADLINE_SECONDS erhöhen oder ein kleineres Modell nehmen.',
  },
  en: {
    'not-running':
      'Nothing listens at its address: start the model server (`ollama serve`) or check OLLAMA_HOST.',
    'host-unknown': 'The network does not know the host in OLLAMA_HOST: check its spelling.',
    'key-missing':
      'The server asks for a login (401): set OLLAMA_API_KEY, or user:password@ in OLLAMA_HOST.',
    'access-denied':
      'The server refuses access (403): check the token and the rules of the server or its proxy.',
    'certificate-untrusted':
      'The certificate of the server is not trusted: set NODE_EXTRA_CA_CERTS to the file of its issuer.',
    'other-program': 'Another program answers there: check name and port in OLLAMA_HOST.',
    'memory-short':
      'There is too little memory for the model: take a smaller one (CHAT_MODEL), lower CHAT_CONTEXT_TOKENS or close programs.',
    silent: 'The server takes requests and says nothing: start it again.',
    slow: 'The server takes longer than allowed: raise FIRST_WORD_SECONDS and ANSWER_DEADLINE_SECONDS, or take a smaller model.',
  },
};

/** The sentence of a trouble behind another one; empty when there is none. */
export function troubleWords(language: Language, trouble: ModelTrouble | undefined): string {
  return trouble === undefined ? '' : ` ${TROUBLES[language][trouble]}`;
}
