const language = navigator.language.startsWith('de') ? 'de' : 'en';
const words = await (await fetch(`/api/login?language=${language}`)).json();
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
