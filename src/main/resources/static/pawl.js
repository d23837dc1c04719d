// Behaviour of the pages in addition to htmx: following events, calling API actions, and submitting workflows.
'use strict';

// Shows characters as escapes that control a terminal or change the direction of a text, like the service does.
const visible = text => String(text).replace(
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
  character => '\\u' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'));

const notice = text => {
  const place = document.getElementById('notice');
  if (place) place.textContent = visible(text);
};

// Formats a problem document (RFC 9457) with its list of errors, each with its location.
const sentence = problem => [problem.detail || problem.title, ...(problem.errors || []).map(
  fault => `${fault.pointer || fault.entry || ''} ${fault.detail}`.trim())].filter(Boolean).join(' ');

const post = async (url, body) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: body === undefined ? {} : {'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Error(sentence(answer) || `The server answered ${response.status}`);
  return {answer, location: response.headers.get('Location')};
};

const changed = () => {
  const live = document.getElementById('live');
  if (live) htmx.trigger(live, 'changed');
};

let following = false;

const follow = main => {
  if (following) return;
  following = true;
  let due;
  const events = new EventSource(`${main.dataset.events}`);
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
    resumption_requested workflow_restarted compensation_started lock_awaited lock_wait_ended rollback_requested
    files_rolled_back rollback_failed publication_requested publication_undone workspace_rolled_back
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

const press = async button => {
  if (button.dataset.sure && !confirm(button.dataset.sure)) return;
  button.disabled = true;
  notice('');
  try {
    const {answer, location} = await post(button.dataset.post, button.dataset.body && JSON.parse(button.dataset.body));
    if (location && answer.workflow_id && !window.location.pathname.endsWith(answer.workflow_id)) {
      window.location = `/workflows/${answer.workflow_id}`;
      return;
    }
    const main = document.querySelector('main[data-events]');
    if (main) follow(main);
    changed();
  } catch (error) {
    notice(error.message);
  }
  button.disabled = false;
};

const submission = form => {
  const data = new FormData(form);
  const target = data.get('target').trim();
  const body = {dry_run: data.has('dry_run')};
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(target)) {
    body.target = {archive: target};
  } else if (/^([a-z+]+:\/\/|[\w.-]+@[\w.-]+:)/.test(target)) {
    body.target = {git: {url: target, ...(data.get('ref') ? {ref: data.get('ref')} : {})}};
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

const element = (name, text) => {
  const made = document.createElement(name);
  made.textContent = visible(text);
  return made;
};

const formatters = languages => {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  ['Language', 'Files', 'Formatter'].forEach(title => head.append(element('th', title)));
  const body = table.createTBody();
  languages.forEach(({language, files, formatting}) => {
    if (!formatting) return;
    const tools = formatting.tools.map(tool => `${tool.tool} ${tool.version}`.trim() + `, asked for by ${tool.source}`);
    const reason = tools.length ? formatting.reason : `not formatted: ${formatting.reason}`;
    const hint = formatting.hint && `to ask for it: ${formatting.hint}`;
    const left = formatting.left.map(group => `${group.files} ${group.files === 1 ? 'file' : 'files'} left unchanged: ${group.reason}`);
    const row = body.insertRow();
    [language, files, [...tools, reason, hint, ...left].filter(Boolean).join('; ')].forEach(text => row.insertCell().append(text));
  });
  return table;
};

const preview = async form => {
  const place = document.getElementById('plan');
  place.replaceChildren();
  notice('');
  try {
    const {answer} = await post('/api/v1/plans', submission(form));
    place.append(element('h2', 'Plan'));
    (answer.warnings || []).forEach(warning => place.append(element('p', warning)));
    place.append(element('p', answer.scope_summary));
    if (answer.coverage) place.append(formatters(answer.coverage.languages));
    answer.phases.forEach(phase => {
      place.append(element('h3', `${phase.name}${phase.kind === 'parallel' ? ', in parallel' : ''}`));
      const list = document.createElement('ol');
      phase.steps.forEach(step => list.append(element('li', `${step.name}: ${step.command} ${step.arguments || ''}`)));
      place.append(list);
    });
  } catch (error) {
    notice(error.message);
  }
};

document.addEventListener('DOMContentLoaded', () => {
  const main = document.querySelector('main[data-live=true]');
  if (main) follow(main);
  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-post]');
    if (button) press(button);
  });
  const form = document.getElementById('submission');
  if (form) {
    form.addEventListener('submit', async event => {
      event.preventDefault();
      notice('');
      try {
        const {answer} = await post(form.getAttribute('action'), submission(form));
        window.location = `/workflows/${answer.workflow_id}`;
      } catch (error) {
        notice(error.message);
      }
    });
    document.getElementById('preview').addEventListener('click', () => form.reportValidity() && preview(form));
  }
});
