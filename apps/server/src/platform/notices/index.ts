export { type Mailbox, type Notices, makeNotices } from './notices.ts';
