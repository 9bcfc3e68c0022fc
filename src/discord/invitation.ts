import { OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from 'discord.js';

/** What the bot does in a server, and nothing beyond. */
export const PERMISSIONS = new PermissionsBitField([
  PermissionFlagsBits.ViewChannel,
  PermissionFlagsBits.SendMessages,
  PermissionFlagsBits.SendMessagesInThreads,
  PermissionFlagsBits.CreatePublicThreads,
  PermissionFlagsBits.ReadMessageHistory,
  PermissionFlagsBits.SendPolls,
]);

const INVITATION_URL = 'https://discord.com/oauth2/authorize';

/** The address that invites the bot with exactly the permissions it needs. */
export function invitationAddress(applicationId: string): string {
  const address = new URL(INVITATION_URL);
  address.searchParams.set('client_id', applicationId);
  address.searchParams.set('permissions', PERMISSIONS.bitfield.toString());
  address.searchParams.set(
    'scope',
    [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
  );
  return address.href;
}
