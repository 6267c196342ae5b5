import { z } from 'zod';
import { PERMISSION_NAMES } from '../permissions.ts';
import { ROLES } from '../roles.ts';

const typed = (max: number) => z.string().min(1, 'Field is required').max(max);

export const role = z.enum(ROLES);

export const loginBody = z.strictObject({ email: typed(255), password: typed(1000) });
export type LoginBody = z.infer<typeof loginBody>;

export const signedInUser = z.strictObject({ id: z.uuid(), email: z.string(), role });

/** `refresh_token` is absent where the browser got it as a cookie (`X-Atlas-Session: cookie`). */
export const loginReply = z.strictObject({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  token_type: z.literal('bearer'),
  /** Seconds. */
  expires_in: z.number().int(),
  user: signedInUser,
  /** True after a reset: nothing but a new password is accepted until then. */
  password_change_required: z.boolean(),
});
export type LoginReply = z.infer<typeof loginReply>;

/** The body may be left out where the token comes as a cookie. */
export const refreshBody = z.strictObject({ refresh_token: typed(2000).optional() }).optional();
export type RefreshBody = z.infer<typeof refreshBody>;

export const refreshReply = z.strictObject({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  token_type: z.literal('bearer'),
  expires_in: z.number().int(),
});
export type RefreshReply = z.infer<typeof refreshReply>;

export const logoutBody = refreshBody;
export const noBody = z.strictObject({}).optional();
export const signedOut = z.strictObject({ message: z.string() });

export const me = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  role,
  team: z.string(),
  jurisdictions: z.array(z.string()),
  password_change_required: z.boolean(),
  /** Address of the first screen. */
  landing: z.string(),
  /** Permission names; the screen holds no permission logic of its own. */
  can: z.array(z.enum(PERMISSION_NAMES as [string, ...string[]])),
});
export type Me = z.infer<typeof me>;

export const passwordBody = z.strictObject({ old_password: typed(1000), new_password: typed(1000) });
export type PasswordBody = z.infer<typeof passwordBody>;
