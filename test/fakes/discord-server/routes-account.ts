import { channelPayload, rolesPayload, userPayload } from './payloads.ts';
import { BOT_ROLE_ID } from './permissions.ts';
import { param, type Route } from './route.ts';

/** What a bot may read about itself. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/applications\/@me$/u,
    needsBot: true,
    run: ({ state }) => ({
      status: 200,
      json: {
        id: state.applicationId,
        name: 'Cria',
        description: '',
        verify_key: '00',
        flags: state.applicationFlags,
      },
    }),
  },
  {
    method: 'GET',
    pattern: /^\/users\/@me$/u,
    needsBot: true,
    run: ({ state }) => ({ status: 200, json: userPayload(state.botUserId, 'Cria', true) }),
  },
  {
    method: 'GET',
    pattern: /^\/guilds\/(\d+)\/channels$/u,
    needsBot: true,
    run: (call) => ({
      status: 200,
      json: [...call.state.channels.values()]
        .filter(({ guildId }) => guildId === param(call, 0))
        .map(channelPayload),
    }),
  },
  {
    method: 'GET',
    pattern: /^\/guilds\/(\d+)\/roles$/u,
    needsBot: true,
    run: (call) => ({ status: 200, json: rolesPayload(param(call, 0), call.state) }),
  },
  {
    method: 'GET',
    pattern: /^\/guilds\/(\d+)\/members\/(\d+)$/u,
    needsBot: true,
    run: ({ state }) => ({
      status: 200,
      json: { user: userPayload(state.botUserId, 'Cria', true), roles: [BOT_ROLE_ID] },
    }),
  },
  {
    method: 'GET',
    pattern: /^\/users\/@me\/guilds$/u,
    needsBot: true,
    run: ({ state, query }) => ({
      status: 200,
      json: state.memberships.slice(0, Number(query.get('limit') ?? 200)).map((membership) => ({
        ...{ icon: null, banner: null, owner: false, features: [] },
        ...membership,
      })),
    }),
  },
];
