// What a channel is called. A channel this desk does not know yet is still named, as "other".
import { text } from '@/i18n';

const KNOWN = [
  'web',
  'webchat',
  'chat',
  'h5',
  'app',
  'wechat',
  'sms',
  'voice',
  'email',
  'video',
] as const;

export function channelName(channel: string): string {
  return text(`channel.${KNOWN.find((known) => known === channel) ?? 'other'}`);
}
