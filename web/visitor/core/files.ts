/**
 * Which files may be sent, judged before anything is uploaded so that the visitor hears at once
 * and in plain words. The server judges again by content; this is courtesy, not protection.
 */

import type { Limits } from '../protocol';

/** Media types a visitor may send, for the file picker and the check. */
export const ACCEPTED_TYPES = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'application/pdf',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

/** Why a file cannot be sent. */
export type FileRefusal = 'type' | 'size' | 'empty' | 'count';

/** The files that may go, and those that may not with the reason. */
export interface FileVerdict {
  accepted: File[];
  refused: { name: string; why: FileRefusal }[];
}

/** Judges files chosen, pasted or dropped, when `already` others are waiting to be sent. */
export function checkFiles(files: readonly File[], already: number, limits: Limits): FileVerdict {
  const verdict: FileVerdict = { accepted: [], refused: [] };
  for (const file of files) {
    const why = refusalOf(file, already + verdict.accepted.length, limits);
    if (why) verdict.refused.push({ name: file.name, why });
    else verdict.accepted.push(file);
  }
  return verdict;
}

function refusalOf(file: File, count: number, limits: Limits): FileRefusal | null {
  if (!(ACCEPTED_TYPES as readonly string[]).includes(file.type)) return 'type';
  if (file.size === 0) return 'empty';
  if (file.size > limits.attachment_bytes) return 'size';
  return count >= limits.attachments ? 'count' : null;
}

/** A size a person can read: "840 KB", "2.4 MB". */
export function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}
