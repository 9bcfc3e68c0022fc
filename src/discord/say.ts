import { MessageFlags, type RepliableInteraction } from 'discord.js';
import { cleanMarkdown } from '../markup/clean-markdown.ts';
import { maskMentions, type CommandMentions } from '../markup/mentions.ts';
import { splitMessages } from './split-message.ts';

/** A sentence of the bot's own. */
export interface Saying {
  readonly text: string;
  /** As in `ReplyView`. */
  readonly mentions?: readonly string[] | undefined;
}

/** A short answer only the asker sees. */
export async function say(
  interaction: RepliableInteraction,
  { text, mentions = [] }: Saying,
  commands: CommandMentions,
): Promise<void> {
  const masked = maskMentions(text, mentions, commands);
  const [first = '…'] = splitMessages(cleanMarkdown(masked.text));
  const content = masked.restore(first);
  const body = { content, allowedMentions: { parse: [] } };
  // After deferUpdate `ephemeral` is null, and an edit would change the message with the button.
  const isWaiting = interaction.deferred && interaction.ephemeral !== null;
  if (isWaiting) await interaction.editReply(body);
  else if (interaction.deferred || interaction.replied)
    await interaction.followUp({ ...body, flags: MessageFlags.Ephemeral });
  else await interaction.reply({ ...body, flags: MessageFlags.Ephemeral });
}
