import { param, type Route, type RouteAnswer, type RouteCall } from './route.ts';
import { checkCommands } from './rules.ts';
import { checkSchema } from './schemas.ts';
import { FAULT, isJsonObject, RestFault, type JsonObject } from './wire.ts';

const APPLICATION = '^/applications/(\\d+)';

function scopeOf(call: RouteCall): string {
  if (param(call, 0) !== call.state.applicationId) throw FAULT.notFound();
  return call.params[1] ?? 'global';
}

/** Bulk overwrite: what is not in the list is gone; names known keep their id. */
function overwrite(call: RouteCall): RouteAnswer {
  const scope = scopeOf(call);
  if (!Array.isArray(call.body)) throw new RestFault(400, 50_035, 'A list is expected.');
  for (const command of call.body) checkSchema('command-update', command);
  checkCommands(call.body);
  const before = call.state.commands.get(scope) ?? [];
  const after = call.body.filter(isJsonObject).map((command) => {
    const known = before.find(
      ({ name, type }) => name === command.name && type === (command.type ?? 1),
    );
    return stored(call, command, typeof known?.id === 'string' ? known.id : call.state.newId());
  });
  call.state.commands.set(scope, after);
  return { status: 200, json: after };
}

/** Discord fills in defaults; the comparison of a bot has to live with them. */
function stored(call: RouteCall, command: JsonObject, id: string): JsonObject {
  const scope = scopeOf(call);
  return {
    integration_types: [0],
    contexts: null,
    nsfw: false,
    default_member_permissions: null,
    dm_permission: true,
    name_localizations: null,
    description_localizations: null,
    ...command,
    options: listOptions(command),
    type: command.type ?? 1,
    id,
    application_id: call.state.applicationId,
    version: call.state.newId(),
    ...(scope === 'global' ? {} : { guild_id: scope }),
  };
}

/** As Discord returns them: false flags are left out. */
function listOptions(command: JsonObject): JsonObject[] {
  const options = Array.isArray(command.options) ? command.options.filter(isJsonObject) : [];
  return options.map((option) =>
    Object.fromEntries(
      Object.entries(option).filter(
        ([key, value]) => !(value === false && (key === 'required' || key === 'autocomplete')),
      ),
    ),
  );
}

function list(call: RouteCall): RouteAnswer {
  const withLocalisations = call.query.get('with_localizations') === 'true';
  const commands = call.state.commands.get(scopeOf(call)) ?? [];
  const visible = withLocalisations
    ? commands
    : commands.map((command) => ({
        ...command,
        name_localizations: undefined,
        description_localizations: undefined,
      }));
  return { status: 200, json: visible };
}

export const COMMAND_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: new RegExp(`${APPLICATION}/commands$`), needsBot: true, run: list },
  {
    method: 'PUT',
    pattern: new RegExp(`${APPLICATION}/commands$`),
    needsBot: true,
    run: overwrite,
  },
  {
    method: 'GET',
    pattern: new RegExp(`${APPLICATION}/guilds/(\\d+)/commands$`),
    needsBot: true,
    run: list,
  },
  {
    method: 'PUT',
    pattern: new RegExp(`${APPLICATION}/guilds/(\\d+)/commands$`),
    needsBot: true,
    run: overwrite,
  },
];
