/**
 * Files chosen and on their way to the server, before the message that carries them is sent.
 * Nothing is uploaded that fails the check; taking a file out cancels its upload.
 */

import { reactive, ref } from 'vue';
import type { Conversation } from '../core/conversation';
import type { Upload } from '../core/door';
import { checkFiles, readableSize } from '../core/files';
import type { Attachment } from '../protocol';
import { t } from '../text';

/** One file before it is sent. */
export interface UploadDraft {
  key: number;
  name: string;
  share: number;
  preview: string | null;
  state: 'uploading' | 'ready' | 'failed';
  attachment: Attachment | null;
}

/** The files before they are sent, at most `most` (the server's limit when not given). */
export function useUploads(conversation: Conversation, most?: number) {
  const drafts = reactive<UploadDraft[]>([]);
  const complaints = ref<string[]>([]);
  const running = new Map<number, Upload>();
  let lastKey = 0;

  function add(files: readonly File[]): void {
    const limits = { ...conversation.limits };
    if (most !== undefined) limits.attachments = most;
    const verdict = checkFiles(files, drafts.length, limits);
    complaints.value = verdict.refused.map(({ name, why }) =>
      t(`file.${why}`, {
        name,
        limit: why === 'size' ? readableSize(limits.attachment_bytes) : limits.attachments,
      }),
    );
    verdict.accepted.forEach(begin);
  }

  function begin(file: File): void {
    const draft = reactive<UploadDraft>({
      key: (lastKey += 1),
      name: file.name,
      share: 0,
      preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
      state: 'uploading',
      attachment: null,
    });
    drafts.push(draft);
    const upload = conversation.upload(file, (share) => (draft.share = share));
    running.set(draft.key, upload);
    void upload.done.then((answer) => {
      if (!running.delete(draft.key)) return;
      draft.state = answer.ok ? 'ready' : 'failed';
      if (answer.ok) draft.attachment = answer.value;
      else
        complaints.value = [
          refusalWords(answer.status, file.name, conversation.limits.attachment_bytes),
        ];
    });
  }

  function remove(key: number): void {
    const index = drafts.findIndex((draft) => draft.key === key);
    const draft = drafts[index];
    if (!draft) return;
    drafts.splice(index, 1);
    if (draft.preview) URL.revokeObjectURL(draft.preview);
    const upload = running.get(key);
    running.delete(key);
    upload?.cancel();
    complaints.value = [];
  }

  /** Takes out the uploaded files for sending. Call only when none is uploading. */
  function take(): Attachment[] {
    const ready = drafts.flatMap((draft) => (draft.attachment ? [draft.attachment] : []));
    for (const draft of [...drafts]) if (draft.state !== 'failed') remove(draft.key);
    return ready;
  }

  return {
    drafts,
    complaints,
    add,
    remove,
    take,
    uploading: () => drafts.some((draft) => draft.state === 'uploading'),
    ready: () => drafts.some((draft) => draft.state === 'ready'),
  };
}

/** The words for the server's refusal of a file, by its HTTP status. */
function refusalWords(status: number, name: string, limitBytes: number): string {
  if (status === 413) return t('file.size', { name, limit: readableSize(limitBytes) });
  return t(status === 415 ? 'file.type' : 'file.failed', { name });
}
