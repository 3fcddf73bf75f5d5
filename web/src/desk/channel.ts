// What a channel is called and which sign it has.
import {
  FileText,
  Mail,
  MessageCircle,
  MessagesSquare,
  Phone,
  Smartphone,
  Video,
} from '@lucide/vue';
import type { Component } from 'vue';
import type { Schema } from '@/api/types';
import { text } from '@/i18n';

export type Channel = Schema<'Channel'>;

export const CHANNEL_ICONS: Record<Channel, Component> = {
  chat: MessagesSquare,
  voice: Phone,
  sms: Smartphone,
  wechat: MessageCircle,
  email: Mail,
  video: Video,
  form: FileText,
};
export const CHANNELS = Object.keys(CHANNEL_ICONS) as Channel[];

export const channelName = (channel: Channel): string => text(`channel.${channel}`);
