import { FAULT, FLAG, isJsonObject, textOf, type Json, type JsonObject } from './wire.ts';

/** Rules of Discord that its schemas do not say. Each throws the fault Discord answers with. */

const MAX_CONTENT = 2_000; // characters, both as UTF-16 units (stricter) and as code points
const MAX_ROWS = 5;
const COMMAND_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MAX_COMMANDS = 100;

/** `before` is the message as it is, for an edit that leaves content alone. */
export function checkMessage(body: JsonObject, before?: { content: string }): void {
  const content = typeof body.content === 'string' ? body.content : undefined;
  const flags = typeof body.flags === 'number' ? body.flags : 0;
  const isV2 = (flags & FLAG.componentsV2) !== 0;
  if (isV2 && (content ?? '') !== '') {
    throw invalid('content', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2');
  }
  if (content !== undefined && content.length > MAX_CONTENT) {
    throw invalid('content', 'BASE_TYPE_MAX_LENGTH: Must be 2000 or fewer in length.');
  }
  if (isEmpty(body, content ?? before?.content ?? '')) throw FAULT.emptyMessage();
  const components = listOf(body.components);
  if (!isV2) checkRows(components);
  checkCustomIds(components);
}

function isEmpty(body: JsonObject, content: string): boolean {
  const hasOther = ['embeds', 'attachments', 'sticker_ids', 'components'].some(
    (key) => listOf(body[key]).length > 0,
  );
  return content.trim() === '' && !hasOther && body.poll == null;
}

function checkRows(components: readonly Json[]): void {
  if (components.length > MAX_ROWS) {
    throw invalid('components', 'BASE_TYPE_BAD_LENGTH: Must be between 1 and 5 in length.');
  }
  for (const row of components) {
    const parts = isJsonObject(row) ? listOf(row.components) : [];
    if (parts.length > 5) throw invalid('components', 'A row has at most 5 buttons.');
    if (parts.length > 1 && parts.some(isMenu)) {
      throw invalid('components', 'A row has one menu, or buttons.');
    }
    for (const part of parts) {
      checkButton(part);
      checkMenu(part);
    }
  }
}

function isMenu(component: Json): boolean {
  return isJsonObject(component) && component.type === 3;
}

function checkMenu(menu: Json): void {
  if (!isJsonObject(menu) || menu.type !== 3) return;
  const options = listOf(menu.options).filter(isJsonObject);
  if (options.length === 0) throw invalid('components', 'BASE_TYPE_BAD_LENGTH: 1 to 25 options.');
  const values = new Set(options.map(({ value }) => textOf(value)));
  if (values.size < options.length) {
    throw invalid('components', 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED');
  }
}

function checkButton(button: Json): void {
  if (!isJsonObject(button) || button.type !== 2) return;
  const isLink = button.style === 5;
  if (isLink && (button.url == null || button.custom_id != null)) {
    throw invalid('components', 'BUTTON_COMPONENT_INVALID_URL');
  }
  if (!isLink && button.style !== 6 && button.custom_id == null) {
    throw invalid('components', 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED');
  }
  if (button.style !== 6 && (button.label ?? '') === '' && button.emoji == null) {
    throw invalid('components', 'BUTTON_COMPONENT_LABEL_REQUIRED');
  }
}

/** Every `custom_id` below `components` is its own. */
export function checkCustomIds(components: readonly Json[]): void {
  const seen = new Set<string>();
  const visit = (node: Json): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isJsonObject(node)) return;
    if (typeof node.custom_id === 'string') {
      if (seen.has(node.custom_id)) throw invalid('components', 'COMPONENT_CUSTOM_ID_DUPLICATED');
      seen.add(node.custom_id);
    }
    for (const child of [node.components, node.component, node.accessory]) {
      if (child !== undefined) visit(child);
    }
  };
  components.forEach(visit);
}

/** A whole command list as the bulk overwrite gets it. */
export function checkCommands(commands: readonly Json[]): void {
  if (commands.length > MAX_COMMANDS) throw invalid('', 'APPLICATION_COMMANDS_MAX');
  const names = new Set<string>();
  for (const command of commands) {
    if (!isJsonObject(command)) throw invalid('', 'A command is an object.');
    const type = typeof command.type === 'number' ? command.type : 1;
    const name = textOf(command.name);
    if (names.has(`${type} ${name}`)) {
      throw invalid('name', 'APPLICATION_COMMANDS_DUPLICATE_NAME');
    }
    names.add(`${type} ${name}`);
    if (type === 1) checkChatCommand(command);
  }
}

/** A command, or a subcommand of one. */
function checkChatCommand(command: JsonObject): void {
  checkNames(command);
  if ((command.description ?? '') === '') throw invalid('description', 'BASE_TYPE_REQUIRED');
  const options = listOf(command.options).filter(isJsonObject);
  const subcommands = options.filter(({ type }) => type === 1);
  if (subcommands.length > 0 && subcommands.length < options.length) {
    throw invalid('options', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID');
  }
  subcommands.forEach(checkChatCommand);
  const names = new Set(options.map((option) => textOf(option.name)));
  if (names.size !== options.length) throw invalid('options', 'DUPLICATE_OPTION_NAME');
  let hasOptional = false;
  for (const option of options) {
    checkNames(option);
    if (option.required === true && hasOptional) {
      throw invalid('options', 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID');
    }
    hasOptional ||= option.required !== true;
    if (option.autocomplete === true && listOf(option.choices).length > 0) {
      throw invalid('options', 'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE');
    }
  }
}

function checkNames(named: JsonObject): void {
  const localised = isJsonObject(named.name_localizations) ? named.name_localizations : {};
  for (const name of [named.name, ...Object.values(localised)]) {
    if (typeof name !== 'string' || !COMMAND_NAME.test(name) || name !== name.toLowerCase()) {
      throw invalid('name', `APPLICATION_COMMAND_INVALID_NAME: ${JSON.stringify(name)}`);
    }
  }
}

function invalid(field: string, reason: string): ReturnType<typeof FAULT.invalidBody> {
  return FAULT.invalidBody({ [field]: { _errors: [{ message: reason }] } });
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
