// Behaviour of the pages in addition to htmx: live updates, times, actions, keyboard, and the form of a new workflow.
'use strict';

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Shows characters as escapes that control a terminal or change the direction of a text, like the service does.
const visible = text => String(text).replace(
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
  character => '\\u' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'));

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = visible(text);
  if (className) made.className = className;
  return made;
};

const icon = (name, className = '') => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `icon ${className}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
};

// Reports the result of an action; errors stay until they are closed.
const toast = (text, failed = false) => {
  const made = element('div', undefined, 'toast');
  made.append(icon(failed ? 'failed' : 'passed'), element('span', text));
  if (failed) {
    const close = element('button', undefined, 'button plain');
    close.setAttribute('aria-label', 'Close');
    close.append(icon('close'));
    close.addEventListener('click', () => made.remove());
    made.append(close);
  } else {
    setTimeout(() => made.remove(), 6000);
  }
  one('#toasts').append(made);
};

// Formats a problem document (RFC 9457) with its list of errors, each with its location.
const sentence = problem => [problem.detail || problem.title, ...(problem.errors || []).map(
  fault => `${fault.pointer || fault.entry || ''} ${fault.detail}`.trim())].filter(Boolean).join(' ');

const send = async (url, body, method = 'POST') => {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? {} : {'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const text = await response.text();
  const isJson = (response.headers.get('Content-Type') || '').includes('json');
  const answer = text && isJson ? JSON.parse(text) : {};
  if (!response.ok) {
    const error = new Error(sentence(answer) || `The server answered ${response.status}`);
    error.problem = answer;
    throw error;
  }
  return {answer, location: response.headers.get('Location')};
};

// Asks before an action that cannot simply be repeated.
const confirmed = text => new Promise(resolve => {
  const dialog = one('#confirm');
  one('p', dialog).textContent = text;
  dialog.returnValue = '';
  dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), {once: true});
  dialog.showModal();
});

// Times: relative, with the exact local time on hover; the clocks of what is running go on.

const ago = (seconds) => {
  if (seconds < 45) return 'just now';
  const units = [[3600, 60, 'min'], [86400, 3600, 'h'], [Infinity, 86400, 'days']];
  const [, size, name] = units.find(([limit]) => seconds < limit);
  const count = Math.max(1, Math.floor(seconds / size));
  return `${count} ${name === 'days' && count === 1 ? 'day' : name} ago`;
};

const lasted = seconds => {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
};

const exact = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'long'});
const setText = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

const showTimes = () => {
  const now = Date.now();
  all('time[data-time]').forEach(time => {
    const at = new Date(time.dateTime);
    time.title = exact.format(at);
    const seconds = (now - at) / 1000;
    switch (time.dataset.time) {
      case 'ago': setText(time, ago(seconds)); break;
      case 'clock': setText(time, lasted(seconds)); break;
      case 'left': setText(time, seconds < 0 ? `in ${lasted(-seconds)}` : 'now'); break;
      default: setText(time, exact.format(at));
    }
  });
};

// Live updates: events of a workflow, and a poll of the lists while the page is visible. Morphing keeps the focus.

const changed = () => {
  if (one('#live')) htmx.trigger('#live', 'changed');
};

let following = false;

const follow = main => {
  if (following) return;
  following = true;
  let due;
  const events = new EventSource(main.dataset.events);
  const later = () => {
    clearTimeout(due);
    due = setTimeout(changed, 300);
  };
  // EventSource delivers named events only to listeners that are registered by name.
  const names = `
    workflow_submitted workflow_started workflow_resumed phase_started phase_ended plan_adjusted phase_fell_back
    target_changed_outside step_started attempt_lost attempt_interrupted attempt_cut step_retried step_reused step_reopened
    step_rolled_back step_waiting step_admitted step_completed step_failed step_skipped step_cancelled gates_judged
    warning_raised decision_opened phase_reopened decision_taken cancellation_requested pause_requested
    resumption_requested workflow_restarted compensation_started lock_awaited lock_wait_ended node_awaited node_wait_ended
    tools_repinned rollback_requested files_rolled_back rollback_failed publication_requested publication_undone
    workspace_rolled_back
    workflow_ending workflow_ended
  `.trim().split(/\s+/);
  names.forEach(name => events.addEventListener(name, event => {
    if (Number(event.lastEventId) <= Number(main.dataset.after)) return;
    main.dataset.after = event.lastEventId;
    later();
  }));
  events.addEventListener('end', () => {
    events.close();
    following = false;
    later();
  });
};

const refresh = () => {
  const live = one('#live[data-every]');
  if (!live) return;
  setInterval(() => document.visibilityState === 'visible' && changed(), Number(live.dataset.every) * 1000);
};

// What a user has set in the page stays when the page is morphed.
const keepInput = () => {
  if (!window.Idiomorph) return;
  // A finding that was opened keeps its code and the actions on it, which were loaded on demand.
  Idiomorph.defaults.callbacks.beforeNodeMorphed = node => !(node.matches?.('.finding > .body') && one('.finding-detail', node));
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(['checked', 'open', 'value'].includes(name) || node.tagName === 'TIME' && name === 'title');
};

// A finding that was opened before htmx listened loads its code now; if it does so already, this has no effect.
const loadOpened = () => all('.finding[open]').forEach(finding => finding.dispatchEvent(new Event('toggle')));

// Actions: buttons and forms that send requests to the API.

// Loads again what an action has changed: the finding in which it was pressed, and the page.
const acted = control => {
  const detail = control.closest('.finding-detail');
  if (detail) {
    htmx.ajax('GET', detail.dataset.refresh, {target: detail, select: '.finding-detail', swap: 'outerHTML'});
  }
  const main = one('main[data-events]');
  if (main) follow(main);
  changed();
};

// The fields of a form as JSON; a day ends at midnight of the reader's time zone, and empty fields are left out.
const fields = form => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== '').map(
  ([name, value]) => {
    const control = form.elements[name];
    if (one(`[name=${name}][data-array]`, form)) return [name, new FormData(form).getAll(name)];
    if (control.dataset?.json !== undefined) return [name, JSON.parse(value)];
    if (control.type === 'date') return [name, new Date(`${value}T23:59:59`).toISOString()];
    return [name, control.type === 'number' ? Number(value) : value.trim()];
  }));

// Shows a secret that the service reports only once.
const showSecret = (form, secret) => {
  const place = one('[data-secret-place]', form);
  one('pre', place).textContent = secret;
  one('button', place).dataset.copy = secret;
  place.hidden = false;
};

const sendForm = async form => {
  const place = one('.error', form);
  const button = one('[type=submit]', form);
  place.textContent = '';
  button.disabled = true;
  try {
    const {answer} = await send(form.dataset.url, fields(form), form.dataset.send);
    toast(form.dataset.done);
    acted(form);
    form.reset();
    if (form.dataset.secret !== undefined) showSecret(form, answer.secret);
  } catch (error) {
    place.textContent = error.message;
  }
  button.disabled = false;
};

// Shows the configuration that sets the chosen severity of a rule.
const showSeverity = select => {
  const text = JSON.stringify({rules: {[select.dataset.rule]: select.value}}).replace(/:(?=["{])/g, ': ');
  const snippet = one('.snippet', select.closest('.stack'));
  one('pre', snippet).textContent = text;
  one('button', snippet).dataset.copy = text;
};

const press = async button => {
  if (button.dataset.sure && !await confirmed(button.dataset.sure)) return;
  button.disabled = true;
  try {
    const {answer, location} = await send(
      button.dataset.post, button.dataset.body && JSON.parse(button.dataset.body), button.dataset.method);
    if (location && answer.workflow_id && !window.location.pathname.includes(answer.workflow_id)) {
      window.location = `/workflows/${answer.workflow_id}`;
      return;
    }
    if (button.dataset.done) toast(button.dataset.done);
    acted(button);
  } catch (error) {
    toast(error.message, true);
  }
  button.disabled = false;
};

const copy = async button => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast('Copied');
  } catch {
    toast(`The browser does not allow copying: ${button.dataset.copy}`, true);
  }
};

const nextTheme = () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
};

// Selection of many workflows.

const showSelection = () => {
  const bulk = one('#bulk');
  if (!bulk) return;
  const count = all('[name=pick]:checked').length;
  bulk.hidden = count === 0;
  one('span', bulk).textContent = `${count} selected`;
  const whole = one('#pick-all');
  if (whole) whole.checked = count > 0 && count === all('[name=pick]').length;
};

const actOnSelection = async button => {
  const ids = all('[name=pick]:checked').map(box => box.value);
  const action = button.dataset.bulk;
  if (!await confirmed(`${button.textContent.trim()} ${ids.length} ${ids.length === 1 ? 'workflow' : 'workflows'}?`)) return;
  const results = await Promise.allSettled(ids.map(id => send(`/api/v1/workflows/${id}/${action}`)));
  const refused = results.filter(result => result.status === 'rejected');
  toast(`${ids.length - refused.length} of ${ids.length} done` + (refused.length ? `. ${refused[0].reason.message}` : ''), refused.length > 0);
  all('[name=pick]:checked').forEach(box => { box.checked = false; });
  showSelection();
  changed();
};

// Keyboard: j and k move between rows, / searches, ? lists the keys; Enter opens the focused row, as it is a link.

const move = step => {
  const rows = all('[data-row]').filter(row => row.offsetParent);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next.focus();
  next.scrollIntoView({block: 'nearest'});
};

const onKey = event => {
  if (event.key === 'Escape') all('details.menu[open]').forEach(menu => { menu.open = false; });
  const typing = event.target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  switch (event.key) {
    case 'j': move(1); break;
    case 'k': move(-1); break;
    case '/': {
      const search = one('[data-search]');
      if (!search) return;
      search.focus();
      break;
    }
    case '?': one('#keys').showModal(); break;
    default: return;
  }
  event.preventDefault();
};

// Files of the changes: tick boxes, and the publication of the ticked files.

const literal = path => path.replace(/[\\*?[\]{}]/g, '\\$&');

const showChosen = () => {
  const apply = one('#apply-chosen');
  if (!apply) return;
  const boxes = all('[name=file]');
  const chosen = boxes.filter(box => box.checked);
  apply.disabled = chosen.length === 0;
  one('span', apply).textContent = chosen.length === boxes.length ? `Apply all ${boxes.length}` : `Apply ${chosen.length} chosen`;
  if (chosen.length === boxes.length && apply.dataset.complete === 'true') delete apply.dataset.body;
  else apply.dataset.body = JSON.stringify({paths: chosen.map(box => literal(box.value))});
};

// On narrow screens, the filters are folded so that the findings are seen first.
const foldFilters = () => {
  if (matchMedia('(max-width: 56rem)').matches) all('details.facets').forEach(filters => { filters.open = false; });
};

// Logs: search, and follow mode.

const searchLog = input => {
  const wanted = input.value.toLowerCase();
  const lines = all('.log li');
  const found = lines.filter(line => {
    const hit = wanted !== '' && line.lastElementChild.textContent.toLowerCase().includes(wanted);
    line.classList.toggle('found', hit);
    return hit;
  });
  one('#log-hits').textContent = wanted === '' ? '' : `${found.length} of ${lines.length} lines`;
  found[0]?.scrollIntoView({block: 'nearest'});
};

const followLog = () => {
  const log = one('.log');
  if (log && one('#follow')?.checked) log.scrollTop = log.scrollHeight;
};

// The form of a new workflow.

const submission = form => {
  const data = new FormData(form);
  const target = data.get('target').trim();
  const body = {dry_run: data.has('dry_run')};
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(target)) {
    body.target = {archive: target};
  } else if (/^([a-z+]+:\/\/|[\w.-]+@[\w.-]+:)/.test(target)) {
    body.target = {git: {url: target, ...(data.get('ref') ? {ref: data.get('ref').trim()} : {})}};
  } else {
    body.target = {path: target};
  }
  const paths = data.get('paths').trim();
  const changedSince = data.get('changed_since').trim();
  if (paths || changedSince || data.has('lines')) {
    body.scope = {
      ...(paths ? {paths: paths.split(/\s+/)} : {}),
      ...(changedSince ? {changed_since: changedSince} : {}),
      ...(data.has('lines') ? {lines: 'changed'} : {}),
    };
  }
  if (data.get('type') === 'custom') body.commands = data.getAll('commands');
  else body.type = data.get('type');
  return body;
};

const clearFaults = form => {
  all('.error', form).forEach(place => { place.textContent = ''; });
  all('[aria-invalid]', form).forEach(input => input.removeAttribute('aria-invalid'));
};

// Shows each error of a problem document at its field; the others are shown together.
const showFaults = (form, error) => {
  const others = [];
  let first;
  (error.problem?.errors || []).forEach(fault => {
    const field = all('[data-pointer]', form).find(
      candidate => candidate.dataset.pointer.split(' ').some(pointer => (fault.pointer || '').startsWith(pointer)));
    if (!field) {
      others.push(`${fault.pointer || ''} ${fault.detail}`.trim());
      return;
    }
    one('.error', field).textContent = visible(fault.detail);
    const input = one('input, select', field);
    input.setAttribute('aria-invalid', 'true');
    first ??= input;
  });
  first?.focus();
  if (others.length || !first) toast(others.join(' ') || error.message, true);
};

const preview = async form => {
  const place = one('#plan');
  clearFaults(form);
  place.replaceChildren(...[1, 2, 3].map(() => element('span', undefined, 'skeleton')));
  try {
    const {answer} = await send('/api/v1/plans', submission(form));
    place.replaceChildren(element('h2', 'Plan'));
    (answer.warnings || []).forEach(warning => {
      const box = element('div', undefined, 'callout warn');
      box.append(icon('warning'), element('div', warning));
      place.append(box);
    });
    place.append(element('p', answer.scope_summary, 'muted'));
    answer.phases.forEach(phase => {
      place.append(element('h3', `${phase.name}${phase.kind === 'parallel' ? ', in parallel' : ''}`));
      const list = element('ol', undefined, 'bullets');
      phase.steps.forEach(step => list.append(element('li', `${step.name}: ${step.command} ${step.arguments || ''}`.trim())));
      place.append(list);
    });
    if (answer.coverage) place.append(element('h3', 'Formatters'), formatters(answer.coverage.languages));
  } catch (error) {
    place.replaceChildren();
    showFaults(form, error);
  }
};

const formatters = languages => {
  const wrapper = element('div', undefined, 'wide rows');
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  ['Language', 'Files', 'Formatter, and who asks for it'].forEach(title => head.append(element('th', title)));
  const body = table.createTBody();
  languages.forEach(({language, files, formatting}) => {
    if (!formatting) return;
    const tools = formatting.tools.map(tool => `${tool.tool} ${tool.version}`.trim() + `, asked for by ${tool.source}`);
    const reason = tools.length ? formatting.reason : `not formatted: ${formatting.reason}`;
    const hint = formatting.hint && `to ask for it: ${formatting.hint}`;
    const left = formatting.left.map(group => `${group.files} ${group.files === 1 ? 'file' : 'files'} left unchanged: ${group.reason}`);
    const row = body.insertRow();
    [language, files, [...tools, reason, hint, ...left].filter(Boolean).join('; ')].forEach(text => row.insertCell().append(visible(text)));
  });
  wrapper.append(table);
  return wrapper;
};

const submit = async form => {
  clearFaults(form);
  const button = one('[type=submit]', form);
  button.disabled = true;
  try {
    const {answer} = await send(form.getAttribute('action'), submission(form));
    window.location = `/workflows/${answer.workflow_id}`;
  } catch (error) {
    showFaults(form, error);
    button.disabled = false;
  }
};

const onClick = event => {
  const button = event.target.closest('button');
  all('details.menu[open]').forEach(menu => {
    if (!menu.contains(event.target) || button) menu.open = false;
  });
  if (!button) return;
  const {post, copy: text, bulk} = button.dataset;
  if (post) press(button);
  else if (text) copy(button);
  else if (bulk) actOnSelection(button);
  else if (button.id === 'theme') nextTheme();
  else if (button.id === 'show-keys') one('#keys').showModal();
  else if (button.id === 'preview' && button.form.reportValidity()) preview(button.form);
};

const onChange = event => {
  const {id, name, checked} = event.target;
  if (id === 'pick-all') all('[name=pick]').forEach(box => { box.checked = checked; });
  if (id === 'pick-all' || name === 'pick') showSelection();
  if (id === 'all-files') all('[name=file]').forEach(box => { box.checked = checked; });
  if (id === 'all-files' || name === 'file') showChosen();
  if (id === 'follow') followLog();
  if (event.target.matches('select.severity')) showSeverity(event.target);
};

document.addEventListener('DOMContentLoaded', () => {
  keepInput();
  showTimes();
  showSelection();
  showChosen();
  foldFilters();
  loadOpened();
  followLog();
  refresh();
  setInterval(showTimes, 1000);
  const main = one('main[data-live=true]');
  if (main) follow(main);
  document.addEventListener('click', onClick);
  document.addEventListener('change', onChange);
  document.addEventListener('keydown', onKey);
  document.addEventListener('input', event => event.target.id === 'log-search' && searchLog(event.target));
  document.addEventListener('submit', event => {
    if (event.target.matches('[data-send]')) {
      event.preventDefault();
      sendForm(event.target);
    }
    if (event.target.id !== 'submission') return;
    event.preventDefault();
    submit(event.target);
  });
  document.addEventListener('htmx:afterSwap', () => {
    showTimes();
    showSelection();
    showChosen();
    followLog();
  });
});
