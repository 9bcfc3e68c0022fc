const WORDS = {
  de: {
    password: 'Passwort',
    signIn: 'Anmelden',
    signInHint: 'Diese Seite ist durch PAGE_PASSWORD geschützt.',
    wrong: 'Das ist nicht das Passwort.',
    'too-often': 'Zu viele Versuche. Warte eine Minute.',
  },
  en: {
    password: 'Password',
    signIn: 'Sign in',
    signInHint: 'This page is protected by PAGE_PASSWORD.',
    wrong: 'That is not the password.',
    'too-often': 'Too many attempts. Wait a minute.',
  },
};

const language = navigator.language.startsWith('de') ? 'de' : 'en';
const words = WORDS[language];
document.documentElement.lang = language;
for (const element of document.querySelectorAll('[data-word]')) {
  element.textContent = words[element.dataset.word];
}
document.getElementById('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = document.getElementById('password').value;
  const response = await fetch('/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });
  if (response.ok) return location.reload();
  const { reason } = await response.json();
  document.getElementById('trouble').textContent = words[reason] ?? words.wrong;
});
