/**
 * The visitor door's HTTP side: opening a session, files, the transcript and the survey.
 *
 * Invariants: no cookies are sent or kept (`credentials: 'omit'`); the session token travels
 * only in the Authorization header; a call never throws, it answers with a code.
 */

import type { Attachment, Session, SessionRequest, SurveyAnswers } from '../protocol';

/** What came of a call: a value, or the HTTP status (0: nobody reached) with the problem's code. */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; code: string };

/** A file on its way. */
export interface Upload {
  done: Promise<Answer<Attachment>>;
  cancel(): void;
}

/** The calls the conversation makes. */
export interface Door {
  openSession(request: SessionRequest): Promise<Answer<Session>>;
  upload(token: string, file: File, onProgress: (share: number) => void): Upload;
  file(token: string, id: string): Promise<Answer<Blob>>;
  transcript(token: string): Promise<Answer<Blob>>;
  survey(token: string, answers: SurveyAnswers): Promise<Answer<null>>;
}

const BASE = '/chat/api';

/** The door as reached from the page's own origin. */
export function httpDoor(): Door {
  return {
    openSession: (request) =>
      call('/sessions', null, json(request), (response) => response.json() as Promise<Session>),
    upload: startUpload,
    file: (token, id) =>
      call(`/attachments/${encodeURIComponent(id)}`, token, { method: 'GET' }, (response) =>
        response.blob(),
      ),
    transcript: (token) =>
      call('/transcript', token, { method: 'POST' }, (response) => response.blob()),
    survey: (token, answers) => call('/survey', token, json(answers), () => Promise.resolve(null)),
  };
}

function json(body: unknown): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

async function call<T>(
  path: string,
  token: string | null,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<Answer<T>> {
  try {
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(BASE + path, {
      ...init,
      headers,
      credentials: 'omit',
      cache: 'no-store',
    });
    if (response.ok) return { ok: true, value: await read(response) };
    return { ok: false, status: response.status, code: codeOf(await response.text()) };
  } catch {
    return { ok: false, status: 0, code: '' };
  }
}

/** XMLHttpRequest, because fetch tells nothing of an upload's progress. */
function startUpload(token: string, file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Answer<Attachment>>((resolve) => {
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror =
      request.onabort =
      request.ontimeout =
        () => resolve({ ok: false, status: 0, code: '' });
    request.onload = () => resolve(readUpload(request));
    const form = new FormData();
    form.append('file', file, file.name);
    request.open('POST', `${BASE}/attachments`);
    request.timeout = 120_000;
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}

function readUpload(request: XMLHttpRequest): Answer<Attachment> {
  if (request.status < 200 || request.status > 299) {
    return { ok: false, status: request.status, code: codeOf(request.responseText) };
  }
  try {
    return { ok: true, value: JSON.parse(request.responseText) as Attachment };
  } catch {
    return { ok: false, status: request.status, code: '' };
  }
}

/** The `code` of a problem document, or an empty text. */
function codeOf(body: string): string {
  try {
    const code = (JSON.parse(body) as { code?: unknown }).code;
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
