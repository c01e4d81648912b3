// All that pages gain from scripts of our own: buttons that copy, rows that open and close in place.
// Without scripts the buttons stay hidden, and a row leads to its page.
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

// Who wants another tab is not given a row that opens here.
document.addEventListener('click', event => {
  if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest('a[hx-get]')) event.stopPropagation();
}, true);

document.addEventListener('htmx:beforeRequest', event => {
  const link = event.target;
  if (!link.matches('a.opens') || !openedBy(link)) return;
  event.preventDefault();
  close(link);
});

// Whoever opens a row, or wants more of them, keeps their place: the next live list would take the row away that
// is about to open.
document.addEventListener('htmx:beforeRequest', event => {
  if (event.defaultPrevented || !event.target.matches('a.opens, #more')) return;
  document.body.dispatchEvent(new Event('live-pause'));
});

document.addEventListener('htmx:afterSwap', () => {
  for (const link of document.querySelectorAll('a.opens')) link.setAttribute('aria-expanded', openedBy(link) !== null);
});

document.addEventListener('click', event => {
  const row = event.target.closest('button.closes')?.closest('tr.opened');
  if (!row) return;
  const link = row.previousElementSibling.querySelector('a.opens');
  close(link);
  link.focus();
});

// A tab that nobody sees waits for nothing: a browser has six connections to us for all its tabs.
let isAsleep = false;

document.addEventListener('htmx:beforeRequest', event => {
  if (!document.hidden || !event.target.matches('.pulse')) return;
  event.preventDefault();
  isAsleep = true;
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden || !isAsleep) return;
  isAsleep = false;
  document.body.dispatchEvent(new Event('live-wake'));
});

// Nobody answers: the browser says so itself where the link leads.
document.addEventListener('htmx:sendError', event => {
  if (event.target.href) location.assign(event.target.href);
});

function openedBy(link) {
  const next = link.closest('tr').nextElementSibling;
  return next?.classList.contains('opened') ? next : null;
}

function close(link) {
  openedBy(link)?.remove();
  link.setAttribute('aria-expanded', 'false');
}
