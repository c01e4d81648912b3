// All that pages gain from scripts of our own: buttons that copy. Without scripts they stay hidden.
document.documentElement.classList.add('js');

document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!await copied(source)) return;
  const before = button.textContent;
  if (before === button.dataset.copied) return;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 2000);
});

async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch { // over plain http, browsers give no clipboard: what is selected can be copied by hand
    getSelection().selectAllChildren(source);
    return document.execCommand('copy');
  }
}
